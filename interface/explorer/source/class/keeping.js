/** Keeping: where a pupil's predictions are, or the codes that a teacher took in, told in a line, with what one can do about it: keep, wipe, save, open. */

import { fill, h } from "../ui/dom.js";
import { LARGEST } from "./works.js";

/** Return { node, stop }; `what`: "kept", a pupil's own; or "kept.class", what a class handed in. */
export function createKeeping(app, what = "kept") {
  const { works } = app;
  const node = h("section", { class: "keeping", "aria-label": app.text(`${what}.title`) });
  const says = h("p", { class: "says", id: "kept-says", role: "status" });
  const tools = h("div", { class: "desk-tools" });
  const file = h("input", { type: "file", id: "works-file", accept: ".json,application/json", class: "unseen", tabindex: "-1", "aria-hidden": "true", onchange: take });
  fill(node, says, tools, file);
  let asked = false;
  let told = null;

  async function take() {
    const [chosen] = file.files;
    if (!chosen) return;
    const isOurs = chosen.size < LARGEST && works.takeIn(await chosen.text().catch(() => ""));
    file.value = "";
    told = isOurs ? "kept.opened" : "kept.refused";
    draw();
    if (isOurs) app.set({}, { anew: true });
  }

  function save() {
    const link = h("a", { href: URL.createObjectURL(new Blob([works.text], { type: "application/json" })), download: app.text("kept.file_name") });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function wipe() {
    if (!asked) {
      asked = true;
      return draw("#works-wipe");
    }
    works.wipe();
    told = "kept.wiped";
    asked = false;
    app.set({}, { anew: true });
  }

  function draw(focus = null) {
    const where = `${what}.${works.isKept ? "here" : works.storage ? "page" : "none"}`;
    const focused = node.contains(document.activeElement) ? `#${document.activeElement.id}` : null;
    fill(says, [told, works.trouble, where].filter(Boolean).map((key) => `${app.text(key)} `));
    const button = (id, key, onclick) => h("button", { type: "button", id, onclick }, app.text(key));
    fill(tools,
      works.storage && !works.isKept ? button("works-keep", "kept.keep", () => { told = null; works.consent(); }) : null,
      button("works-save", "kept.save", save),
      button("works-open", "kept.open", () => file.click()),
      works.isEmpty && !works.isKept ? null : button("works-wipe", asked ? "kept.wipe_sure" : "kept.wipe", wipe));
    const place = focus ?? focused;
    if (place) (node.querySelector(place) ?? node.querySelector("button"))?.focus({ preventScroll: true });
  }

  draw();
  const stop = works.on(() => {
    told = null;
    draw();
  });
  return { node, stop };
}
