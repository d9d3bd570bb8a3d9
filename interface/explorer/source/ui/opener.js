/** Opener: scenarios of a user's own, chosen as a file or dropped anywhere on the page; it says what came of it. */

import { fill, h } from "./dom.js";
import { shortened } from "./link.js";

/** What people drop whose scenarios have not been written for the page. */
const UNREAD = /\.(toml|csv|tsv|txt|xlsx|xls|ods)$/i;

/** Return { node, choose }: where it is said what came of a file, and a way to choose one. */
export function createOpener(app) {
  const node = h("div", { class: "notices", role: "status", id: "opened" });
  const input = h("input", { type: "file", id: "scenario-file", accept: ".json,application/json", class: "unseen", tabindex: "-1", "aria-hidden": "true", onchange: () => take(input.files) });
  const isFile = (event) => event.dataTransfer?.types.includes("Files");

  document.addEventListener("dragover", (event) => isFile(event) && event.preventDefault());
  document.addEventListener("drop", (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    take(event.dataTransfer.files);
  });

  async function take(files) {
    const [file] = files;
    if (!file) return;
    input.value = ""; // so that the same file can be chosen again
    let problem;
    try {
      problem = UNREAD.test(file.name) ? { key: "bundle.unread", parts: {} } : app.openBundle(new Uint8Array(await file.arrayBuffer()));
    } catch {
      problem = { key: "own.unreadable", parts: {} };
    }
    tell(problem ? refused(file, problem) : opened(), Boolean(problem));
  }

  function refused(file, { key, parts }) {
    return () => [h("strong", {}, app.text("bundle.refused", { file: shortened(file.name) })), " ", app.text(key, parts)];
  }

  function opened() {
    const names = app.opened;
    return () => [h("strong", {}, app.text("bundle.opened", { names: app.voice.list(names.map((name) => app.scenarioName(name))) })), " ", app.text("bundle.opened_says")];
  }

  let said = null;

  let isRefusal = false;

  function tell(words, refuses = false) {
    said = words;
    isRefusal = refuses;
    draw();
  }

  function draw() {
    fill(node, said && h("div", { class: isRefusal ? "notice" : "notice good" }, h("p", {}, said()), h("button", { type: "button", id: "opened-dismiss", onclick: () => tell(null) }, app.text("dismiss"))));
  }

  app.on((change) => change.language && draw());
  if (app.opened?.length) tell(opened());
  return { node: h("div", {}, node, input), choose: () => input.click() };
}
