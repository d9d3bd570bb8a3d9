/** The explorer: everything put together and started. */

import { createEngine } from "./engine/engine.js";
import { loadAssets, loadCarried, loadDrawings, loadWords } from "./engine/assets.js";
import { address } from "./ui/address.js";
import { App } from "./ui/app.js";
import { createShell } from "./ui/shell.js";
import { view as assumptions } from "./views/assumptions/assumptions.js";
import { view as desk } from "./views/desk/desk.js";
import { view as lessonsView } from "./views/lessons/lessons.js";
import { view as loops } from "./views/loops/loops.js";
import { createLoopStep } from "./views/loops/step.js";
import { view as map } from "./views/map/map.js";

async function start() {
  const { card, wasm, workerSource } = await loadAssets();
  performance.mark("assets");
  const engine = await createEngine({ card, wasm, workerSource, workers: navigator.hardwareConcurrency });
  performance.mark("engine");
  const [carried, drawings, { texts, lessons }] = await Promise.all([loadCarried(), loadDrawings(), loadWords()]);
  const app = new App({ card, drawings, engine, texts, lessons, address, carried });
  createShell(app, { desk, map, loops, lessons: lessonsView, assumptions }, document.getElementById("page"));
  app.start();
  performance.mark("page");
  globalThis.explorer = app;
  globalThis.bubbles = { createEngine, createLoopStep, loadAssets, engine }; // for tests, and for the curious at the console
}

start().catch((error) => {
  const page = document.getElementById("page");
  page.textContent = `The page could not start · La página no pudo empezar: ${error.message}`;
  throw error;
});
