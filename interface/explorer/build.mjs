// Build: sources, model card and kernel become one page that needs nothing else: `node build.mjs [OUT.html]`.
//
// Chromium refuses module scripts, fetch and file workers on file://. So the page has one classic script, the worker
// starts from a Blob, and what is large lies packed (gzip, base64) in elements that nobody runs.

import Ajv from "ajv";
import standaloneCode from "ajv/dist/standalone/index.js";
import { build } from "esbuild";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { drawingsOf } from "./drawing.mjs";
import { indexed, problemsOf } from "./source/engine/settings.js";
import { schemaOf } from "./source/views/lessons/schema.js";

const here = dirname(fileURLToPath(import.meta.url));
const LANGUAGES = ["en", "es"];

/** What a lesson may hold, compiled: the page's own law forbids it to compile anything itself. */
const schemaPlugin = {
  name: "schema",
  setup(bundle) {
    bundle.onResolve({ filter: /^lesson-check$/ }, () => ({ path: "lesson-check", namespace: "schema" }));
    bundle.onLoad({ filter: /.*/, namespace: "schema" }, () => {
      const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, code: { esm: true, source: true }, discriminator: true, inlineRefs: false, verbose: true });
      return { contents: standaloneCode(ajv, ajv.compile(schemaOf(card))), loader: "js", resolveDir: here };
    });
  },
};

/** What the kit for a class takes from the page instead of holding it a second time. */
const SHARED = [
  "class/answers.js", "class/door.js", "class/versions.js", "class/works.js", "engine/digest.js",
  "ui/chart.js", "ui/dom.js", "ui/key.js", "ui/link.js", "ui/looks.js", "ui/palette.js", "ui/regimes.js", "ui/state.js",
  "views/lessons/charts.js", "views/lessons/cut.js", "views/lessons/find.js", "views/lessons/ideas.js", "views/lessons/knots.js", "views/lessons/laid.js",
  "views/lessons/loop.js", "views/lessons/steps.js", "views/lessons/sweep.js", "views/lessons/told.js", "views/lessons/units.js",
];

/** The page offers what is shared by one object, `bubblesShared`. */
const sharingPlugin = {
  name: "sharing",
  setup(bundle) {
    bundle.onResolve({ filter: /^shared$/ }, () => ({ path: "shared", namespace: "sharing" }));
    bundle.onLoad({ filter: /.*/, namespace: "sharing" }, () => {
      const imports = SHARED.map((name, i) => `import * as m${i} from "./source/${name}";`);
      return { contents: `${imports.join("\n")}\nglobalThis.bubblesShared = { ${SHARED.map((name, i) => `"${name}": m${i}`)} };`, loader: "js", resolveDir: here };
    });
  },
};

/** The kit takes it from there. */
const takingPlugin = {
  name: "taking",
  setup(bundle) {
    bundle.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
      const name = relative(join(here, "source"), join(resolveDir, path)).split(sep).join("/");
      return SHARED.includes(name) ? { path: name, namespace: "shared" } : null;
    });
    bundle.onLoad({ filter: /.*/, namespace: "shared" }, ({ path }) => ({ contents: `module.exports = globalThis.bubblesShared["${path}"];`, loader: "js" }));
  },
};

const card = JSON.parse(readFileSync(join(here, "built", "card.json"), "utf8"));
const out = process.argv[2] ?? join(here, "built", "explorer.html");
checkTexts();
await checkLessons();
const parts = {
  style: `<style>\n${await bundled("style.css")}</style>`,
  assets: [
    asset("card", readFileSync(join(here, "built", "card.json"))),
    asset("drawings", Buffer.from(JSON.stringify(await drawingsOf(card)))),
    asset("words", Buffer.from(JSON.stringify({ texts: texts(), lessons: lessons() }))),
    asset("kernel", readFileSync(join(here, "built", "kernel.wasm"))),
    asset("worker", Buffer.from(await bundled("engine/worker.js"))),
    asset("own", Buffer.from(await bundled("views/lessons/own.js", { globalName: "bubblesOwn", banner: { js: licenceOf("jsonc-parser", "LICENSE.md") } }))),
    asset("class", Buffer.from(await bundled("class/kit.js", { globalName: "bubblesClass", plugins: [takingPlugin], banner: { js: licenceOf("lean-qr", "LICENSE") } }))),
  ].join("\n"),
  script: `<script>\n${(await bundled("main.js")).replaceAll("</script", "<\\/script")}</script>`,
};
let page = readFileSync(join(here, "source", "page.html"), "utf8");
for (const [name, part] of Object.entries(parts)) {
  const place = `<!--${name}-->`;
  if (page.split(place).length !== 2) throw new Error(`page.html needs ${place} once.`);
  page = page.replace(place, () => part);
}
page = page.replace('<meta charset="utf-8">', (line) => `${line}\n${policy()}\n<meta name="model" content="${card.model}">`);
writeFileSync(out, page);
console.log(`${out}: ${Math.round(page.length / 1000)} kB`);

/** Return one classic script, or one style sheet, of a source and all that it imports. */
async function bundled(name, more = {}) {
  const result = await build({
    entryPoints: [join(here, "source", name)],
    absWorkingDir: here,
    bundle: true,
    charset: "utf8",
    format: "iife",
    legalComments: "inline",
    logLevel: "warning",
    minify: true,
    plugins: [schemaPlugin, sharingPlugin],
    target: "es2022",
    write: false,
    ...more,
  });
  return result.outputFiles[0].text;
}

/** Return the page's own law: no request leaves it, and nothing comes in but what is in it. */
function policy() {
  const rules = {
    "default-src": "'none'",
    "script-src": "'unsafe-inline' 'wasm-unsafe-eval' blob:",
    "worker-src": "blob:",
    "style-src": "'unsafe-inline'",
    "img-src": "data: blob:",
    "base-uri": "'none'",
    "form-action": "'none'",
  };
  const text = Object.entries(rules).map(([name, allowed]) => `${name} ${allowed}`).join("; ");
  return `<meta http-equiv="Content-Security-Policy" content="${text}">`;
}

/** Return an element that carries bytes, packed. */
function asset(name, bytes) {
  const packed = gzipSync(bytes, { level: 9 }).toString("base64");
  return `<script type="application/gzip;base64" id="asset-${name}">${packed}</script>`;
}

/** Return the licence of a package whose code goes into the page, as a comment. */
function licenceOf(name, file) {
  return `/*! ${name}\n${readFileSync(join(here, "node_modules", name, file), "utf8").trim()}\n*/`;
}

/** The texts of the page, by language. */
function texts() {
  return Object.fromEntries(LANGUAGES.map((language) => [language, JSON.parse(readFileSync(join(here, "source", "texts", `${language}.json`), "utf8"))]));
}

/** The lessons are every JSON file in source/lessons, in the order of their names. */
function lessons() {
  const folder = join(here, "source", "lessons");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => name.endsWith(".json")).sort()
    .map((name) => ({ id: name.slice(0, -".json".length), ...JSON.parse(readFileSync(join(folder, name), "utf8")) }));
}

/** Refuse to build with a lesson that the page would not open from a file. */
async function checkLessons() {
  const { problemsOfLesson } = await import(`data:text/javascript;base64,${Buffer.from(await bundled("views/lessons/own.js", { format: "esm" })).toString("base64")}`);
  const index = indexed(card);
  const problems = lessons().flatMap(({ id, ...lesson }) =>
    problemsOfLesson(lesson, card, (settings) => problemsOf(index, settings)).map(({ path, key, parts }) => `${id}.json, ${path}: ${key} ${JSON.stringify(parts)}`));
  refuse(problems);
}

/** Refuse to build where a text is missing in a language, or names other values than its twin. */
function checkTexts() {
  refuse(problemsOfTexts());
}

function refuse(problems) {
  if (problems.length === 0) return;
  console.error(problems.join("\n"));
  process.exit(1);
}

function problemsOfTexts() {
  const [first, ...others] = LANGUAGES.map((language) => [
    language,
    flat(JSON.parse(readFileSync(join(here, "source", "texts", `${language}.json`), "utf8"))),
  ]);
  const problems = [];
  for (const [language, texts] of others) {
    for (const key of first[1].keys()) if (!texts.has(key)) problems.push(`${key} is missing in ${language}.json`);
    for (const key of texts.keys()) if (!first[1].has(key)) problems.push(`${key} is missing in ${first[0]}.json`);
    for (const [key, text] of texts) {
      if (text === "") problems.push(`${key} is empty in ${language}.json`);
      if (first[1].has(key) && namesIn(text) !== namesIn(first[1].get(key))) {
        problems.push(`${key} names other values in ${language}.json than in ${first[0]}.json`);
      }
    }
  }
  return problems;
}

function flat(texts, prefix = "", found = new Map()) {
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === "object") flat(value, `${prefix}${key}.`, found);
    else found.set(prefix + key, value);
  }
  return found;
}

function namesIn(text) {
  return [...new Set(String(text).match(/\{\w+\}/g) ?? [])].sort().join();
}
