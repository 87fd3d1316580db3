/** Stands in for the parts of TensorFlow.js that no graph of ours can reach (see esbuild.config.js). */
/** @type {unknown[]} */
export const json = [];
export const wasmWorkerContents = '';
/** Looked for when TensorFlow.js starts, which goes on without them. */
export const BrowserIndexedDB = undefined;
export const BrowserIndexedDBManager = undefined;
export const BrowserLocalStorage = undefined;
export const BrowserLocalStorageManager = undefined;
export {
  absent as bincountImpl, absent as bincountReduceImpl, absent as browserFiles, absent as browserHTTPRequest,
  absent as gatherNdImpl, absent as gatherV2Impl, absent as http, absent as isHTTPScheme, absent as linSpaceImpl,
  absent as raggedGatherImpl, absent as raggedRangeImpl, absent as raggedTensorToTensorImpl,
  absent as scatterImpl, absent as sparseFillEmptyRowsImpl, absent as sparseReshapeImpl,
  absent as sparseSegmentReductionImpl, absent as stringNGramsImpl, absent as stringSplitImpl,
  absent as stringToHashBucketFastImpl, absent as tileImpl, absent as topKImpl, absent as uniqueImpl,
};
/** @param {{op: string}} node */
export function executeOp(node) {
  throw new Error(`This build has no TensorFlow.js op "${node.op}".`);
}
export default function absent() {
  throw new Error('This build of TensorFlow.js is without that part.');
}
