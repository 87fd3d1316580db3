// Formulas to MathML: each line in is JSON [{tex, display}], each line out JSON [{html} | {error, position}].
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { default: temml } = await import(pathToFileURL(process.argv[2]));

function convert({ tex, display }) {
  try {
    const options = { displayMode: display, throwOnError: true, strict: true, trust: false };
    return { html: temml.renderToString(tex, options) };
  } catch (error) {
    const message = String(error.message).split(" at position ")[0].split(" at end of input")[0];
    return { error: message, position: error.position ?? 0 };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(JSON.parse(line).map(convert))}\n`);
}
