// A style sheet that is imported is its text: esbuild.config.js loads it so.
declare module "*.css" {
  const text: string;
  export default text;
}
