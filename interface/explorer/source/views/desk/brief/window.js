/** Window: the brief of what is on the desk, in a window over it: to be read, printed on one page of A4, and saved. */

import { fill, h } from "../../../ui/dom.js";
import { download, fileName } from "../exports.js";
import { briefOf } from "./content.js";
import { bodyOf, documentOf, STYLE } from "./page.js";

/** Return { node, open, update }; `update` after worlds have come. */
export function createBrief(app) {
  const sheet = h("div", { class: "brief-sheet", tabindex: "0", role: "region", "aria-label": app.text("brief.title") });
  const says = h("p", { class: "says", role: "status" });
  const button = (id, act) => h("button", { type: "button", id: `brief-${id}`, onclick: act }, app.text(`brief.${id}`));
  const node = h("dialog", { class: "brief-window", "aria-labelledby": "brief-window-title" },
    h("div", { class: "brief-bar" }, h("h2", { id: "brief-window-title" }, app.text("brief.title")),
      h("div", { class: "desk-tools" }, button("print", () => globalThis.print()), button("save", () => save()), button("close", () => node.close()))),
    says, sheet);
  sheet.attachShadow({ mode: "open" });

  function open() {
    if (!node.open) node.showModal();
    draw();
  }

  function draw() {
    const brief = briefOf(app);
    const isWhole = Boolean(brief) && app.isSettled;
    fill(says, isWhole ? app.text("brief.says") : app.text("lesson.running"));
    for (const name of ["print", "save"]) node.querySelector(`#brief-${name}`).disabled = !isWhole;
    sheet.shadowRoot.innerHTML = isWhole ? `<style>${STYLE}</style>${bodyOf(brief, words(brief))}` : "";
  }

  function words({ figure }) {
    const number = (share) => app.voice.number(100 * share, 1);
    const told = (figure?.rows ?? []).map(({ name, coached, uncoached }) =>
      app.text("report.gains.told_one", { name, coached: number(coached.mean), uncoached: uncoached ? number(uncoached.mean) : "—" }));
    return {
      kicker: app.text("report.brief.kicker"), draft: app.card.draft[app.state.language] ?? "",
      told: app.text("report.gains.told", { listed: told.join("; ") }),
      number, groups: ["coached", "uncoached"].map((group) => app.text(`groups.${group}.short`)),
    };
  }

  function save() {
    const brief = briefOf(app);
    download(fileName(app, "brief", "html"), documentOf(brief, words(brief), app.state.language), "text/html;charset=utf-8");
  }

  return { node, open, update: () => node.open && draw() };
}
