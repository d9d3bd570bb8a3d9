/** Laid out: a step's question, what is seen and what is told of it, beside each other where there is room (lessons.css). */

import { isComplete } from "../../class/answers.js";
import { fill, h } from "../../ui/dom.js";

/** What begins above this share of the window has begun to be seen. */
const BEGUN = 0.85;

/** Return words as paragraphs, one or several. */
export const paragraphs = (app, words, tag = "p") => [words[app.state.language]].flat().map((text) => h(tag, { class: tag === "span" ? "paragraph" : null }, text));

/** Lay a step out. */
export function laid(holder, { ask, see = [], tell = [] }) {
  const part = (name, nodes) => h("div", { class: name }, [nodes].flat(3));
  fill(holder, part("step-ask", ask), part("step-see", see), part("step-tell", tell));
}

/**
 * What a step says in the end. It takes the focus of the button that brought it about, which can't be pressed again; where
 * somebody comes back to what was shown before (`work`), nobody pressed one.
 */
export function createVerdict(work) {
  const isBack = work.isShown;
  const node = h("div", { class: "verdict", role: "status", tabindex: "-1", hidden: true });
  function open() {
    node.hidden = false;
    if (!isBack) node.focus({ preventScroll: true });
  }
  /** Bring what is said into view, if nothing of it is: the question and the chart stay where they are. */
  function show() {
    node.dataset.done = "true";
    if (!isBack && node.getBoundingClientRect().top > BEGUN * window.innerHeight) node.scrollIntoView({ block: "nearest" });
  }
  return { node, open, show };
}

/** Return { group, picked, close }: one choice among options { id, value, words }, kept in a pupil's work by its number. Once closed, what was not picked makes room for what comes of it. */
export function createChoice(app, { name, question, options, onPick, work }) {
  const group = h("fieldset", { class: "choices" }, h("legend", {}, paragraphs(app, question, "span")),
    options.map(({ id, value, words }, i) => h("label", {}, h("input", { type: "radio", name, value, id, checked: work.answer?.[0] === i, onchange: () => { work.keep([i]); onPick(); } }), h("span", {}, words))));
  return {
    group,
    picked: () => group.querySelector("input:checked")?.value ?? null,
    close: () => {
      group.classList.add("closed");
      for (const input of group.querySelectorAll("input")) {
        input.disabled = true;
        input.closest("label").hidden = !input.checked;
      }
    },
  };
}

/**
 * Return { node, enable, close }: the button that shows what comes of a prediction, closed until there is one, and the
 * one that shows it without. `show(isPredicted)` is called by either, and by `resume`, where it was shown before.
 */
export function createCheck(app, { label, show, work }) {
  const check = h("button", { type: "button", id: "check", class: "primary", disabled: !isComplete(work.answer), onclick: () => press(true) }, label);
  const skip = h("button", { type: "button", id: "skip", onclick: () => press(false) }, app.text("sketch.skip"));
  const node = h("div", { class: "lesson-tools" }, check, skip);
  function press(isPredicted) {
    work.show(isPredicted);
    close();
    show(isPredicted);
  }
  function resume() {
    if (!work.isShown) return;
    close();
    show(isComplete(work.answer));
  }
  function close() {
    node.hidden = true;
  }
  return { node, enable: (isReady = true) => (check.disabled = !isReady), close, resume };
}

/** Return what is told of a prediction: whether it holds, and how; or that there was none. */
export function judged(app, { isPredicted, isRight, id = null, data = {}, key = null }, ...says) {
  const word = key ?? (isRight ? "lesson.right" : "lesson.not_quite");
  const found = Object.fromEntries(Object.entries(data).map(([name, value]) => [`data-${name}`, value]));
  return h("p", {}, h("strong", { id, ...found, "data-verdict": isPredicted ? (isRight ? "right" : "other") : "skipped" }, app.text(isPredicted ? word : "lesson.no_prediction")), " ", says);
}
