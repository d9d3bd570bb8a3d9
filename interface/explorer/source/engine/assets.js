// Assets: what the built page carries: model card, words, kernel, worker, the check of lessons and what a class needs, packed into elements of it.

/** Return the parts that `createEngine` takes. */
export async function loadAssets() {
  const [card, wasm, worker] = await Promise.all(["card", "kernel", "worker"].map((name) => unpacked(`asset-${name}`)));
  const text = new TextDecoder();
  return { card: JSON.parse(text.decode(card)), wasm, workerSource: text.decode(worker) };
}

/** Return the bytes of the scenarios of a user's own that the page carries, or null. */
export async function loadCarried() {
  return document.getElementById("asset-scenarios") && unpacked("asset-scenarios");
}

/** Return the texts of the page, by language, and the lessons: { texts, lessons }. */
export async function loadWords() {
  return JSON.parse(new TextDecoder().decode(await unpacked("asset-words")));
}

/** Return where boxes, arrows and signs of the diagram of loops stand, stage by stage (drawing.mjs). */
export async function loadDrawings() {
  return JSON.parse(new TextDecoder().decode(await unpacked("asset-drawings")));
}

let check = null;
let classKit = null;

/** Return what a class needs and one pupil alone does not: codes, what was handed in, sheets of paper (class/kit.js). */
export function loadClass() {
  return (classKit ??= scripted("asset-class").then(() => globalThis.bubblesClass));
}

/** Return `lessonOf`: what checks lessons from a file, which few who open the page need, and then once. */
export function loadLessonCheck() {
  return (check ??= scripted("asset-own").then(() => globalThis.bubblesOwn.lessonOf));
}

/** Run a script that the page carries. */
async function scripted(id) {
  const source = await unpacked(id);
  const script = document.createElement("script");
  const done = new Promise((loaded, failed) => Object.assign(script, { onload: loaded, onerror: failed }));
  script.src = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  document.head.append(script);
  await done;
  URL.revokeObjectURL(script.src);
}

async function unpacked(id) {
  const packed = Uint8Array.from(atob(document.getElementById(id).textContent.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
