/**
 * Bundles the stylizer: `node esbuild.config.js pages|node OUTDIR` writes hashed ES modules and
 * the wasm binaries there and prints, as JSON, which logical name became which file, or what is
 * wrong with a script. pastiche/site/bundle.py runs it.
 * TensorFlow.js is cut down to what our graphs run by redirecting a few of its own modules.
 */
import {createHash} from 'node:crypto';
import {copyFile, mkdir, readFile, writeFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {basename, dirname, join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import {KERNELS} from './tfjs/kernels.js';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

/** Graph ops of these kinds never occur in a model of ours: no control flow, no strings. */
const UNUSED = 'control|dynamic|evaluation|hash_table|image|ragged|sparse|spectral|string';
/** Nor do kernels on the processor for them or for lists; models come from memory, not from a store or an address. */
const UNREACHED =
  'browser_files|hash_util|http|indexed_db|local_storage|' +
  '(Bincount|Gather(Nd|V2)|LinSpace|Ragged\\w+|Scatter|Sparse\\w+|String\\w+|Tile|TopK|Unique)_[iI]mpl';
const REDIRECTS = [
  [/^@tensorflow\/tfjs-core$/, require.resolve('@tensorflow/tfjs-core/dist/base.js')],
  [/\/ops_for_converter$/, join(here, 'tfjs/ops.js')],
  [new RegExp(`/(${UNUSED})(_executor)?$`), join(here, 'tfjs/absent.js')],
  [new RegExp(`/(${UNREACHED})$`), join(here, 'tfjs/absent.js')],
  [/tfjs-backend-wasm-threaded-simd(\.worker)?\.js$/, join(here, 'tfjs/absent.js')],
];

const trimmed = {
  name: 'trimmed-tensorflow',
  setup({onResolve}) {
    for (const [filter, path] of REDIRECTS) {
      onResolve({filter}, ({importer}) =>
        importer.includes('tfjs') || filter.source.startsWith('^') ? {path} : undefined);
    }
  },
};

/** `kernels-of:PACKAGE` is a list of the package's kernels named in tfjs/kernels.js. */
const kernels = {
  name: 'kernels',
  setup({onResolve, onLoad}) {
    onResolve({filter: /^kernels-of:/}, ({path}) => ({path, namespace: 'kernels'}));
    onLoad({filter: /^/, namespace: 'kernels'}, ({path}) => {
      const folder = `@tensorflow/${path.replace('kernels-of:', '')}/dist/kernels`;
      const configs = KERNELS.map((name) => name.replace(/[A-Z]/, (first) => first.toLowerCase()) + 'Config');
      const imports = KERNELS.map((name, i) => `import {${configs[i]}} from '${folder}/${name}.js';`);
      return {contents: `${imports.join('\n')}\nexport default [${configs}];`, resolveDir: here};
    });
  },
};

const common = {
  absWorkingDir: here,
  bundle: true,
  charset: 'utf8',
  legalComments: 'none',
  loader: {'.css': 'text'},
  logLevel: 'silent',
  minify: true,
  plugins: [kernels, trimmed],
};

/**
 * What pages load: the stylizer, and apart from it the laboratories of the posts. They share no file,
 * because what both use would come in more and larger pieces for the many who only stylize.
 */
const FOR_PAGES = [
  {entryPoints: ['style-transfer.js', 'worker.js'], prefix: ''},
  {entryPoints: ['labs.js', 'gatys/gatys-worker.js', 'map/map-worker.js', 'sizes/sizes-worker.js'], prefix: 'lab-'},
];

/** @param {string} out @returns {Promise<Record<string, string>>} */
async function forPages(out) {
  /** @type {Record<string, string>} */
  const names = {};
  for (const {entryPoints, prefix} of FOR_PAGES) {
    const {metafile} = await build({
      ...common,
      entryPoints,
      entryNames: `${prefix}[name]-[hash]`,
      chunkNames: `${prefix}[name]-[hash]`,
      format: 'esm',
      metafile: true,
      outdir: out,
      platform: 'browser',
      splitting: true,
      target: ['es2022'],
    });
    for (const [path, {entryPoint}] of Object.entries(metafile.outputs)) {
      if (entryPoint && !path.includes('chunk-')) names[basename(entryPoint)] ??= basename(path);
    }
  }
  for (const binary of BINARIES) names[binary] = await copyHashed(binary, out);
  return names;
}

/** The command lines that compute figures while the site is built: a file each, and their wasm. */
async function forNode(/** @type {string} */ out) {
  await build({
    ...common,
    entryPoints: {stylize: 'node.js', gatys: 'gatys/gatys-node.js', map: 'map/map-node.js', sizes: 'sizes/sizes-node.js'},
    entryNames: '[name]',
    format: 'cjs',
    outExtension: {'.js': '.cjs'},
    outdir: out,
    platform: 'node',
    target: ['node22'],
  });
  for (const binary of BINARIES) await copyFile(wasm(binary), join(out, binary));
  return {'stylize.cjs': 'stylize.cjs', 'gatys.cjs': 'gatys.cjs', 'map.cjs': 'map.cjs', 'sizes.cjs': 'sizes.cjs'};
}

const BINARIES = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm'];

/** @param {string} binary */
const wasm = (binary) => require.resolve(`@tensorflow/tfjs-backend-wasm/dist/${binary}`);

/** @param {string} binary @param {string} out */
async function copyHashed(binary, out) {
  const bytes = await readFile(wasm(binary));
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 8).toUpperCase();
  const name = binary.replace('.wasm', `-${hash}.wasm`);
  await writeFile(join(out, name), bytes);
  return name;
}

const [target, out] = process.argv.slice(2);
try {
  await mkdir(out, {recursive: true});
  const names = await (target === 'node' ? forNode : forPages)(resolve(out));
  console.log(JSON.stringify({names}));
} catch (error) {
  const messages = /** @type {import('esbuild').BuildFailure} */ (error).errors;
  if (!messages) throw error;
  const errors = messages.map(({text, location}) => ({
    text,
    file: location?.file ?? null,
    line: location?.line ?? null,
  }));
  console.log(JSON.stringify({errors}));
}
