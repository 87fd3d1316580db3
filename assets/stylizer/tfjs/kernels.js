/**
 * The kernels a backend brings: those that `ops.js` ends up calling while a shipped graph runs, and
 * those of our own arithmetic. tests/stylizer/ops.test.js fails on one too few or too many.
 */
export const KERNELS = [
  'Add', 'AvgPool', 'BatchMatMul', 'Cast', 'ClipByValue', 'Concat', 'Conv2D', 'DepthToSpace', 'FusedConv2D',
  'FusedDepthwiseConv2D', 'LeakyRelu', 'MaxPool', 'Mean', 'MirrorPad', 'Multiply', 'Pack', 'RealDiv',
  'Relu', 'Reshape', 'Rsqrt', 'Sigmoid', 'Slice', 'Softmax', 'SplitV', 'Sqrt', 'Square', 'SquaredDifference',
  'StridedSlice', 'Sub', 'Transpose',
];
