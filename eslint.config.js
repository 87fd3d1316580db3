// What eslint asks of the stylizer, its tests, and the small Node programs of the build.
import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["site/", "node_modules/", ".venv/", ".cache/", "assets/models/"] },
  js.configs.recommended,
  {
    rules: {
      curly: ["error", "multi-line"],
      eqeqeq: "error",
      "no-console": "error",
      "no-eval": "error",
      "no-implicit-globals": "error",
      "no-shadow": "error",
      "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
    },
  },
  { files: ["assets/**/*.js", "templates/stylizer-element.js", "pastiche/{bench/pages/*,site/reload}.js"], languageOptions: { globals: globals.browser } },
  { files: ["assets/stylizer/worker.js", "assets/stylizer/gatys/gatys-worker.js"], languageOptions: { globals: globals.worker } },
  { files: ["templates/service-worker.js"], languageOptions: { globals: globals.serviceworker } },
  { files: ["tests/browser/**/*.js", "tests/stylizer/**/*.js"], languageOptions: { globals: globals.browser } },
  {
    // What runs under Node, at build time or in tests, and speaks by printing.
    files: ["tests/**/*.js", "**/*.mjs", "assets/stylizer/{esbuild.config,node,node-files,gatys/gatys-node,map/map-node,sizes/sizes-node}.js"],
    languageOptions: { globals: globals.node },
    rules: { "no-console": "off" },
  },
];
