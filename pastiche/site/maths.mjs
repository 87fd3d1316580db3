// Formulas to MathML in one batch: JSON [{tex, display}] on standard input, JSON [{html} | {error, position}] out.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { default: temml } = await import(pathToFileURL(process.argv[2]));

const formulas = JSON.parse(readFileSync(0, "utf8"));
const results = formulas.map(({ tex, display }) => {
  try {
    const options = { displayMode: display, throwOnError: true, strict: true, trust: false };
    return { html: temml.renderToString(tex, options) };
  } catch (error) {
    const message = String(error.message).split(" at position ")[0].split(" at end of input")[0];
    return { error: message, position: error.position ?? 0 };
  }
});
process.stdout.write(JSON.stringify(results));
