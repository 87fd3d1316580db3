/** Stands in for the parts of TensorFlow.js that no graph of ours can reach (see esbuild.config.js). */
/** @type {unknown[]} */
export const json = [];
export const wasmWorkerContents = '';
/** @param {{op: string}} node */
export function executeOp(node) {
  throw new Error(`This build has no TensorFlow.js op "${node.op}".`);
}
export default function absent() {
  throw new Error('This build of TensorFlow.js has no threads.');
}
