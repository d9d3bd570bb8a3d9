// The rules that eslint itself recommends, for the page's sources, its worker and its build.
import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["built/"] },
  js.configs.recommended,
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  { files: ["source/**/*.js"], languageOptions: { globals: globals.browser } },
  { files: ["source/engine/worker.js"], languageOptions: { globals: globals.worker } },
  { files: ["*.js", "*.mjs"], languageOptions: { globals: globals.nodeBuiltin } },
];
