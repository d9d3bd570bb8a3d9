/** Copying: a text in a field, with a button that copies it, and says whether it did. */

import { h } from "../ui/dom.js";

/** Return a field that shows a text to be copied. */
export function copyField(app, id, label, text) {
  const input = h("input", { type: "text", id, readonly: true, value: text, onfocus: () => input.select() });
  const button = h("button", { type: "button", id: `${id}-copy`, onclick: async () => {
    const done = await copied(input);
    button.textContent = app.text(done ? "copy.done" : "copy.select");
    app.say(button.textContent);
  } }, app.text("copy.copy"));
  return h("div", { class: "field wide" }, h("label", { for: id }, label), h("div", { class: "copy" }, input, button));
}

/** Copy what a field holds; where the browser denies its clipboard, as to pages over plain http, in the older way. */
async function copied(input) {
  try {
    await navigator.clipboard.writeText(input.value);
    return true;
  } catch {
    input.focus();
    input.select();
    return document.execCommand("copy");
  }
}
