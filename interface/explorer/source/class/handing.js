/** Handing in: what a pupil predicted as a code and a QR, with a name if the pupil likes, and on paper. */

import { field, fill, h } from "../ui/dom.js";
import { askedOf, codeOf, nameIn } from "./code.js";
import { copyField } from "./copying.js";
import { qrOf } from "./qr.js";
import { LONGEST_NAME } from "./works.js";

/** Show the code of a lesson, or of one of its steps, and keep it up to date; returns how to stop. */
export function handIn(app, lesson, holder, place = null) {
  const { works } = app;
  const name = h("input", { type: "text", id: "pupil-name", maxlength: LONGEST_NAME, autocomplete: "off", spellcheck: "false", value: works.of(lesson)?.name ?? "", oninput: () => works.call(lesson, nameIn(name.value)), onchange: () => (name.value = works.of(lesson)?.name ?? "") });
  const made = h("div", { class: "handed" });
  const paper = h("button", { type: "button", id: "to-handin", onclick: () => app.set({ step: "handin" }) }, app.text("sheet.handin"));
  fill(holder, field(app.text("code.name", { n: LONGEST_NAME }), name, h("p", { class: "says" }, app.text("code.name_says"))), made, place === null ? h("div", { class: "desk-tools" }, paper) : null);
  let shown = null;

  function draw() {
    const work = works.of(lesson);
    const asked = askedOf(lesson, app.card).map(([one]) => one).filter((one) => place === null || one === place);
    const has = work && asked.some((one) => work.shown[one] || (work.answers[one] ?? [null]).every(Number.isFinite));
    const code = has ? codeOf(work, lesson, app.card, asked) : null;
    if (code === shown) return;
    shown = code;
    if (!code) return void fill(made, h("p", { class: "says", id: "no-code" }, app.text(asked.length ? "code.none" : "code.nothing_asked")));
    fill(made, h("p", { class: "code", id: "code", translate: "no" }, code.split("-").map((group, i) => [i ? h("wbr") : null, h("span", {}, i ? `-${group}` : group)]).flat()),
      qrOf(code, app.text("code.qr")), h("div", { class: "handed-says" }, copyField(app, "code-text", app.text(place === null ? "code.of_lesson" : "code.of_step"), code), h("p", { class: "says" }, app.text("code.says"))));
  }

  shown = undefined;
  draw();
  const stop = works.on(() => (holder.isConnected ? draw() : stop()));
  return stop;
}
