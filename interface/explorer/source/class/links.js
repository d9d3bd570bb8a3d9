/** Links: what a teacher gives to pupils: a link that leads to no answers, with a QR where others can open it. */

import { field, fill, h } from "../ui/dom.js";
import { isOwn, linkOf } from "../ui/link.js";
import { START } from "../ui/state.js";
import { digitsOf, NO_WORD } from "./door.js";
import { copyField } from "./copying.js";
import { qrOf } from "./qr.js";

/** Return the address that others in the network open, where the page is served to them; else the page's own. */
function baseOf() {
  const served = document.querySelector('meta[name="network"]')?.getAttribute("content");
  return served ?? location.href.split("#")[0];
}

/** Show the links of a lesson. */
export function linksFor(app, lesson, holder) {
  const word = h("input", { type: "text", id: "own-word", autocomplete: "off", spellcheck: "false", oninput: draw });
  const made = h("div", { class: "handed" });
  fill(holder, h("h3", {}, app.text("links.title")), field(app.text("links.word"), word, h("p", { class: "says" }, app.text("links.word_says"))), made);

  function draw() {
    const { language, size, seed, uncertainty } = app.state;
    const pupils = word.value.trim() ? digitsOf(word.value) : NO_WORD;
    const link = linkOf({ ...START, language, size, seed, uncertainty, view: "lessons", lesson: lesson.id, pupils });
    const base = baseOf();
    const whole = `${base}#${link}`;
    const isReached = /^https?:/.test(base);
    fill(made, isReached ? qrOf(whole, app.text("links.qr")) : null,
      h("div", { class: "handed-says" }, copyField(app, "pupils-link", app.text("links.pupils"), whole), copyField(app, "own-link", app.text("links.here"), app.link),
        isOwn(lesson.id) ? h("p", { class: "says" }, app.text("links.own")) : null,
        h("p", { class: "says" }, app.text(isReached ? "links.served" : "links.file"))));
  }

  draw();
}
