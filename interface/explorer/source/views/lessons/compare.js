/** Compare: guess in how many of 100 worlds something comes about, side by side under several rules; then all of them run. */

import { fill, h } from "../../ui/dom.js";
import { regimeBar, regimeItems, regimeKey, worldsWith } from "../../ui/regimes.js";
import { createCheck, createVerdict, judged, laid, paragraphs } from "./laid.js";
import { createRunning } from "./running.js";

/** Shares of worlds that lie nearer to each other are in no order. */
const APART = 0.05;

export function compareStep(app, holder, step, lesson, ready, work) {
  const percentOf = (share) => (Number.isFinite(share) ? String(Math.round(100 * share)) : "");
  const inputs = step.options.map((_, i) => h("input", { type: "number", id: `share-${i}`, min: 0, max: 100, step: 1, inputmode: "numeric", value: percentOf(work.answer?.[i]), oninput: keep }));
  function keep() {
    check.enable(inputs.every(isGiven));
    work.keep(inputs.map((input) => (isGiven(input) ? Number(input.value) / 100 : Number.NaN)));
  }
  const isGiven = (input) => input.value !== "" && input.checkValidity();
  const verdict = createVerdict(work);
  const rows = step.options.map(({ label }, i) => h("div", { class: "share-row" }, h("label", { for: `share-${i}` }, label[app.state.language]), h("span", {}, inputs[i], " ", app.text("compare.of"))));
  const group = h("fieldset", { class: "choices" }, h("legend", {}, paragraphs(app, step.question, "span")), rows);
  let gone = false;
  const check = createCheck(app, { label: app.text("lesson.check"), show, work });
  async function show(isPredicted) {
    const guesses = inputs.map((input) => Number(input.value) / 100);
    for (const input of inputs) input.disabled = true;
    verdict.open();
    const running = createRunning(app);
    fill(verdict.node, running.node);
    const results = await running.run(step.options.map(({ worlds }, i) => ({ worlds, key: `compare ${i}`, series: false })));
    if (gone || !results) return;
    const counts = results.map((result) => result.regimes());
    const shares = counts.map((one) => one[step.regime] / worldsWith(app, one));
    const isRight = isSameOrder(guesses, shares);
    group.classList.add("closed");
    fill(group, h("legend", {}, paragraphs(app, step.question, "span")), step.options.map(({ label }, i) => h("div", { class: "share-row", "data-share": shares[i].toFixed(3) },
      h("b", {}, label[app.state.language]), regimeBar(app, counts[i]),
      h("span", {}, app.text(isPredicted ? "compare.row" : "compare.row_alone", { guess: inputs[i].value, n: app.voice.ofHundred(counts[i][step.regime], worldsWith(app, counts[i])) })))),
      regimeKey(app), h("details", { class: "as-table" }, h("summary", {}, app.text("compare.all")), step.options.map(({ label }, i) => [h("p", {}, h("b", {}, label[app.state.language])), h("ul", { class: "shares" }, regimeItems(app, counts[i]))])));
    fill(verdict.node, judged(app, { isPredicted, isRight, id: "order", key: isRight ? "compare.right" : "compare.other" },
      app.text("compare.told", { regime: app.text(`measure.regime.${step.regime}.name`) })), paragraphs(app, step.after));
    verdict.show();
    ready();
  }
  laid(holder, { ask: [group, check.node], tell: verdict.node });
  check.resume();
  return { leave: () => (gone = true) };
}

/** Return whether guesses put in order what differs, as it is. */
function isSameOrder(guesses, shares) {
  return shares.every((one, i) => shares.every((other, j) => one - other <= APART || guesses[i] > guesses[j]));
}
