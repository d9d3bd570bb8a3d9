/** Steps of a lesson: read, sketch a curve, choose an answer, pick a regime. Others are in find.js, cut.js and compare.js. */

import { rangeOf } from "../../ui/chart.js";
import { fill, h } from "../../ui/dom.js";
import { createKey, drawKey } from "../../ui/key.js";
import { meaningOf, regimeBar, regimeItems, worldsWith } from "../../ui/regimes.js";
import { axisOf, bandOfCurve, createChart, lineOf, monthsOf, settingsOf, specOf } from "./charts.js";
import { compared, leastOf } from "./ideas.js";
import { curveOf, knotsFrom } from "./knots.js";
import { createCheck, createChoice, createVerdict, judged, laid, paragraphs } from "./laid.js";
import { createNumbers } from "./numbers.js";
import { createRunning } from "./running.js";
import { createSingles } from "./singles.js";
import { createSketch } from "./sketch.js";
import { createTold, sentenceOf } from "./told.js";
import { unitOf } from "./units.js";

export function readStep(app, holder, step, lesson, ready) {
  const chart = step.curves ? chartOf(app, step, lesson) : null;
  laid(holder, { ask: paragraphs(app, step.text), see: chart?.nodes });
  chart?.load();
  ready();
  return { redraw: chart?.redraw, leave: chart?.leave };
}

export function chooseStep(app, holder, step, lesson, ready, work) {
  const options = step.options.map((option, i) => ({ id: `choice-${i}`, value: i, words: option[app.state.language] }));
  const choice = createChoice(app, { name: "choice", question: step.question, options, onPick: () => check.enable(), work });
  const verdict = createVerdict(work);
  const chart = step.singles ? createSingles(app, step, lesson) : step.curves ? chartOf(app, step, lesson, { isLate: true }) : null;
  const check = createCheck(app, { label: app.text("lesson.check"), show, work });
  function show(isPredicted) {
    const picked = isPredicted ? Number(choice.picked()) : null;
    const isRight = picked === step.right;
    choice.close();
    verdict.open();
    fill(verdict.node, judged(app, { isPredicted, isRight, id: "chosen" }),
      isRight ? null : [isPredicted ? whyNot(step.options[picked]) : null, h("p", {}, app.text(isPredicted ? "lesson.better_answer" : "lesson.answer", { answer: step.options[step.right][app.state.language] }))], chart?.says, paragraphs(app, step.after));
    chart?.load();
    verdict.show();
    ready();
  }
  const whyNot = ({ why }) => (why ? h("p", { class: "why" }, why[app.state.language]) : null);
  laid(holder, { ask: [choice.group, check.node], see: chart?.nodes, tell: verdict.node });
  check.resume();
  return { redraw: chart?.redraw, leave: chart?.leave };
}

export function regimeStep(app, holder, step, lesson, ready, work) {
  const options = app.card.regimes.map((regime) => ({ id: `pick-${regime}`, value: regime, words: [h("b", {}, app.text(`measure.regime.${regime}.name`)), `: ${meaningOf(app, `regime.${regime}`)}`] }));
  const choice = createChoice(app, { name: "regime", question: step.question, options, onPick: () => check.enable(), work });
  const verdict = createVerdict(work);
  const check = createCheck(app, { label: app.text("lesson.check"), show, work });
  async function show(isPredicted) {
    choice.close();
    verdict.open();
    const running = createRunning(app);
    fill(verdict.node, running.node);
    const results = await running.run([{ worlds: step.worlds ?? lesson.worlds, key: "regime", series: false }]);
    if (!results) return;
    const counts = results[0].regimes();
    const picked = choice.picked();
    const says = isPredicted ? app.text("lesson.regime_pick", { regime: app.text(`measure.regime.${picked}.name`), n: app.voice.ofHundred(counts[picked], worldsWith(app, counts)) }) : app.text("sketch.skipped");
    fill(verdict.node, h("p", {}, h("strong", {}, says)), regimeBar(app, counts), h("ul", { class: "shares" }, regimeItems(app, counts)), paragraphs(app, step.after));
    verdict.show();
    ready();
  }
  laid(holder, { ask: [choice.group, check.node], tell: verdict.node });
  check.resume();
  return {};
}

/** A chart of a step that shows results without a prediction; a late one is not there before it is asked for. */
function chartOf(app, step, lesson, { isLate = false } = {}) {
  const running = createRunning(app);
  const { nodes, wait, show, redraw } = createChart(app, { says: isLate ? null : running.node });
  let gone = false;
  async function load() {
    wait(running.node);
    const results = await running.run(step.curves.map((curve, i) => ({ worlds: curve.worlds ?? step.worlds ?? lesson.worlds, key: `curve ${i}` })));
    if (gone || !results) return;
    const settings = settingsOf(app, step.curves[0].worlds ?? step.worlds ?? lesson.worlds);
    const months = monthsOf(app, step, settings);
    show(() => {
      const lines = step.curves.map((curve, i) => lineOf(app, curve, results[i], months));
      const range = rangeOf(lines, { span: axisOf(app, step.curves[0]).span, with: step.curves[0].gain ? [0] : [] });
      return specOf(app, step.curves[0], lines, settings, range, months);
    });
  }
  return { nodes, says: null, load, redraw, leave: () => (gone = true) };
}

export function sketchStep(app, holder, step, lesson, ready, work) {
  const worlds = step.worlds ?? lesson.worlds;
  const settings = settingsOf(app, step.curve.worlds ?? worlds);
  const given = step.given ?? [];
  const from = step.from ?? 24;
  const months = monthsOf(app, step, settings);
  const pane = h("div", { class: "pane" });
  const verdict = createVerdict(work);
  const reveal = h("button", { type: "button", id: "reveal", class: "primary", disabled: true, onclick: () => press(true) }, app.text("sketch.reveal"));
  const skip = h("button", { type: "button", id: "skip-sketch", onclick: () => press(false) }, app.text("sketch.skip"));
  const told = createTold(app);
  const numbers = createNumbers(app, { put: (k, value) => sketch.put(k, value) });
  const how = h("p", { class: "says how" }, app.text("sketch.how"));
  const tools = h("div", { class: "lesson-tools" }, reveal, skip);
  laid(holder, { ask: paragraphs(app, step.question), see: [pane, numbers.node, told.node], tell: [how, tools, verdict.node] });
  const key = createKey();
  let gone = false;
  let sketch = null;
  let isOpen = true;
  let lines = [];
  let range = null;
  let target = null;
  let results = null;
  const running = createRunning(app);
  fill(pane, running.node);

  (async () => {
    results = await running.run([step.curve, ...given].map((curve, i) => ({ worlds: curve.worlds ?? worlds, key: `curve ${i}` })));
    if (gone || !results) return;
    target = bandOfCurve(step.curve, results[0], months);
    const all = [...given.map((curve, i) => lineOf(app, curve, results[i + 1], months)), lineOf(app, step.curve, results[0], months)];
    range = roomToDraw(all, axisOf(app, step.curve).room);
    const knots = knotsFrom(from, months);
    const values = knots.map((_, k) => (k === 0 ? (Number.isFinite(target[1][from]) ? target[1][from] : 0) : (work.answer?.[k - 1] ?? Number.NaN)));
    const isWhole = () => values.every(Number.isFinite);
    numbers.ask({ knots, values, axis: axisOf(app, step.curve), range });
    sketch = createSketch(app, {
      spec: () => specOf(app, step.curve, lines, settings, range, months), knots, values, isOpen: () => isOpen,
      onDrawn: (spec, width) => { drawKey(key, spec, width); told.update(spec); },
      onChange: () => { reveal.disabled = !isWhole(); work.keep(values.slice(1)); numbers.redraw(); },
    });
    drawLines(false);
    fill(pane, sketch.node, key);
    sketch.redraw();
    sketch.values = values;
    sketch.knots = knots;
    reveal.disabled = !isWhole();
    pane.dataset.ready = "true";
    if (work.isShown) show(Boolean(work.answer));
  })();

  /** Lines on the chart: what is given, and of the asked curve what lies before the sketch, or, at the end, all. */
  function drawLines(everything) {
    const asked = lineOf(app, step.curve, results[0], months, { banded: everything });
    if (!everything) {
      asked.middle = asked.middle.map((value, month) => (month <= from ? value : Number.NaN));
      asked.label = ""; // a name at the end would give the end away
    }
    lines = [...given.map((curve, i) => lineOf(app, curve, results[i + 1], months)), asked];
  }

  function press(predicted) {
    if (sketch) work.show(predicted);
    show(predicted);
  }

  function show(predicted) {
    if (!sketch) return;
    isOpen = false;
    reveal.disabled = true;
    skip.disabled = true;
    for (const node of [how, tools, numbers.node]) node.hidden = true;
    drawLines(true);
    if (!predicted) sketch.values.fill(Number.NaN);
    sketch.redraw();
    sketch.node.setAttribute("role", "img");
    sketch.node.setAttribute("aria-label", sentenceOf(app, sketch.spec()));
    verdict.open();
    fill(verdict.node, predicted ? judgedSketch() : h("p", {}, app.text("sketch.skipped")), paragraphs(app, step.after));
    verdict.show();
    ready();
  }

  /** What was drawn as an idea, beside what the model does: which way, how much, when. */
  function judgedSketch() {
    const { factor, apart: unit, ending = unit } = axisOf(app, step.curve);
    const model = target[1];
    const least = leastOf([model, ...given.map((curve, i) => bandOfCurve(curve, results[i + 1], months)[1])], from, unitOf(step.curve));
    const { verdict: says, size, time, apart, lag, drawn, found } = compared(curveOf(sketch.knots, sketch.values, months), model, from, least);
    const number = (value) => app.voice.number(factor * value, factor === 1 ? 2 : 1);
    const measured = (value, sign) => (sign ? `${number(value)} ${sign}` : number(value));
    const parts = ({ end, turn, at }) => ({ end: measured(end, ending), turn: number(turn), month: at ?? "" });
    const lines = [h("strong", { id: "idea", "data-verdict": says, "data-drawn": drawn.shape, "data-found": found.shape }, app.text(`sketch.${says}`))];
    lines.push(` ${app.text(`sketch.drawn.${drawn.shape}`, parts(drawn))} ${app.text(`sketch.found.${found.shape}`, parts(found))}`);
    if (says !== "other" && size !== "about") lines.push(` ${app.text(`sketch.${size}`, { apart: measured(apart, unit) })}`);
    if (time === "early" || time === "late") lines.push(` ${app.text(`sketch.${time}`, { n: lag })}`);
    return h("p", {}, lines);
  }

  return { redraw: () => sketch?.redraw(), leave: () => (gone = true) };
}

/**
 * Return the room to draw in: the same for every curve of a unit, so that it does not give the answer away; more where
 * lines need it.
 * @param {object[]} lines
 * @param {number[]} room
 */
export function roomToDraw(lines, room) {
  const [least, most] = rangeOf(lines, {});
  return [Math.min(room[0], least), Math.max(room[1], most)];
}
