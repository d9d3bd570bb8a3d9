/** The explorer: everything put together and started. */

import { createEngine } from "./engine/engine.js";
import { loadAssets, loadCarried, loadDrawings, loadLessonCheck, loadWords } from "./engine/assets.js";
import { address } from "./ui/address.js";
import { App } from "./ui/app.js";
import { Door, sealOfPage } from "./class/door.js";
import { storageOf, Works } from "./class/works.js";
import { createShell } from "./ui/shell.js";
import "shared";
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
  const works = new Works({ card, storage: storageOf(globalThis), state: () => app.state });
  const own = await ownLessons(works.files, card, engine);
  const app = new App({ card, drawings, engine, texts, lessons: [...lessons, ...own], address, works, door: new Door(sealOfPage(document)), carried });
  createShell(app, { desk, map, loops, lessons: lessonsView, assumptions }, document.getElementById("page"));
  app.start();
  performance.mark("page");
  globalThis.explorer = app;
  globalThis.bubbles = { createEngine, createLoopStep, loadAssets, engine }; // for tests, and for the curious at the console
}

/** Return the lessons from files that were kept with a pupil's work; of what is no lesson any more, none. */
async function ownLessons(files, card, engine) {
  const names = Object.keys(files);
  if (!names.length) return [];
  const lessonOf = await loadLessonCheck();
  const read = await Promise.all(names.map((name) => lessonOf(new File([files[name]], name), card, engine)));
  return read.map(({ lesson }) => lesson).filter(Boolean);
}

start().catch((error) => {
  const page = document.getElementById("page");
  page.textContent = `The page could not start · La página no pudo empezar: ${error.message}`;
  throw error;
});
