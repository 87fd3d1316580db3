// A style sheet that is imported is its text: esbuild.config.js loads it so.
declare module "*.css" {
  const text: string;
  export default text;
}

// A backend's implementations of tfjs/kernels.js: esbuild.config.js writes the imports.
declare module "kernels-of:*" {
  const kernels: import("@tensorflow/tfjs-core").KernelConfig[];
  export default kernels;
}
