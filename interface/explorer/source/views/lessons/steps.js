/** Steps of a lesson: read, sketch a curve, choose an answer, pick a regime. Finding a tipping point is in find.js. */

import { isOfFile } from "../../engine/layout.js";
import { START } from "../../ui/state.js";
import { drawing, rangeOf } from "../../ui/chart.js";
import { fill, h, s } from "../../ui/dom.js";
import { DASH, INK } from "../../ui/palette.js";
import { meaningOf, regimeBar, regimeItems, worldsWith } from "../../ui/regimes.js";
import { seriesBand } from "../../ui/summary.js";
import { createKey, drawKey } from "../../ui/key.js";
import { unitOf } from "./units.js";
import { compared, leastOf } from "./ideas.js";
import { createSketch, curveOf, knotsFrom } from "./sketch.js";

const REPLICATES = 192;

/**
 * What a step says in the end. It takes the focus of the button that brought it about, which can't be pressed again;
 * `isBack`: nobody pressed one, as somebody came back to what was shown before.
 */
export function createVerdict() {
  const node = h("div", { class: "verdict", role: "status", tabindex: "-1", hidden: true });
  function open({ isBack = false } = {}) {
    node.hidden = false;
    if (!isBack) node.focus({ preventScroll: true });
  }
  /** Bring what is said into view, with as much of the chart above it as there is room for. */
  function show({ isBack = false } = {}) {
    node.dataset.done = "true";
    if (!isBack) node.scrollIntoView({ block: "nearest" });
  }
  return { node, open, show };
}

/** Return words as paragraphs, one or several. */
export const paragraphs = (app, words, tag = "p") => [words[app.state.language]].flat().map((text) => h(tag, { class: tag === "span" ? "paragraph" : null }, text));

/** Return the engine's settings for the worlds of a step. */
export function settingsOf(app, worlds = {}) {
  return {
    scenario: worlds.scenario ?? "baseline", size: isOfFile(app.card.sizes[app.state.size]) ? START.size : app.state.size, values: worlds.values ?? {}, changes: worlds.changes ?? [],
    cuts: [], uncertainty: app.state.uncertainty,
  };
}

export async function ran(app, worlds, key, replicates = REPLICATES) {
  const request = app.engine.request(settingsOf(app, worlds), { key: `lesson ${key}`, seed: app.state.seed, replicates, first: replicates }, () => {});
  return request.done;
}

export function readStep(app, holder, step, lesson, ready) {
  const chart = step.curves ? chartOf(app, step, lesson) : null;
  fill(holder, paragraphs(app, step.text), chart?.node);
  chart?.load();
  ready();
  return { redraw: chart?.redraw, leave: chart?.leave };
}

export function chooseStep(app, holder, step, lesson, ready, work) {
  const group = h("fieldset", { class: "choices" }, h("legend", {}, paragraphs(app, step.question, "span")),
    step.options.map((option, i) => h("label", {}, h("input", { type: "radio", name: "choice", value: i, id: `choice-${i}`, checked: work.answer?.[0] === i, onchange: () => { check.disabled = false; work.keep([i]); } }), h("span", {}, option[app.state.language]))));
  const verdict = createVerdict();
  const chart = step.curves ? chartOf(app, step, lesson) : null;
  const check = h("button", { type: "button", id: "check", class: "primary", disabled: !work.answer, onclick: () => { work.show(); show(); } }, app.text("lesson.check"));
  function show(how) {
    const picked = Number(group.querySelector("input:checked").value);
    group.querySelectorAll("input").forEach((input) => (input.disabled = true));
    check.disabled = true;
    verdict.open(how);
    fill(verdict.node, h("p", {}, h("strong", {}, app.text(picked === step.right ? "lesson.right" : "lesson.not_quite"))),
      picked === step.right ? null : [whyNot(step.options[picked]), h("p", {}, app.text("lesson.better_answer", { answer: step.options[step.right][app.state.language] }))], paragraphs(app, step.after));
    if (chart) { chart.node.hidden = false; chart.load(); }
    verdict.show(how);
    ready();
  }
  const whyNot = ({ why }) => (why ? h("p", { class: "why" }, why[app.state.language]) : null);
  if (chart) chart.node.hidden = true;
  fill(holder, group, check, verdict.node, chart?.node);
  if (work.isShown) show({ isBack: true });
  return { redraw: chart?.redraw, leave: chart?.leave };
}

export function regimeStep(app, holder, step, lesson, ready, work) {
  const group = h("fieldset", { class: "choices" }, h("legend", {}, paragraphs(app, step.question, "span")),
    app.card.regimes.map((regime, i) => h("label", {}, h("input", { type: "radio", name: "regime", value: regime, id: `pick-${regime}`, checked: work.answer?.[0] === i, onchange: () => { check.disabled = false; work.keep([i]); } }),
      h("span", {}, h("b", {}, app.text(`measure.regime.${regime}.name`)), `: ${meaningOf(app, `regime.${regime}`)}`))));
  const verdict = createVerdict();
  const check = h("button", { type: "button", id: "check", class: "primary", disabled: !work.answer, onclick: () => { work.show(); show(); } }, app.text("lesson.check"));
  async function show(how) {
    const picked = group.querySelector("input:checked").value;
    check.disabled = true;
    group.querySelectorAll("input").forEach((input) => (input.disabled = true));
    verdict.open(how);
    fill(verdict.node, app.text("lesson.running"));
    const result = await ran(app, step.worlds ?? lesson.worlds, "regime");
    if (!result) return;
    const counts = result.regimes();
    const n = app.voice.ofHundred(counts[picked], worldsWith(app, counts));
    fill(verdict.node, h("p", {}, h("strong", {}, app.text("lesson.regime_pick", { regime: app.text(`measure.regime.${picked}.name`), n }))), regimeBar(app, counts),
      h("ul", { class: "shares" }, regimeItems(app, counts)), paragraphs(app, step.after));
    verdict.show(how);
    ready();
  }
  fill(holder, group, check, verdict.node);
  if (work.isShown) show({ isBack: true });
  return {};
}

/** How the quantity of a curve is written: its factor, unit and decimals; and the room that somebody has to draw it in. */
export function axisOf(app, curve) {
  switch (unitOf(curve)) {
    case "points":
      return { factor: 100, digits: 1, unit: app.text("scales.points.name"), apart: app.text("scales.points.name"), span: 0.1, room: [-0.15, 0.4] };
    case "coverage":
      return { factor: 100, digits: 0, unit: app.text("scales.of_eligible.short"), apart: app.text("scales.points.name"), ending: app.text("scales.of_eligible.short"), span: 0.2, room: [0, 1] };
    default:
      return { factor: 1, digits: 2, unit: app.text("scales.index.name"), apart: "", span: 0.3, room: [0, 1] };
  }
}

const groupOf = (curve) => (curve.series.includes("uncoached") ? "uncoached" : "coached");
const processOf = (curve) => (curve.series.split(".").includes("anc") ? "anc" : "ccs");

export function lineOf(app, curve, result, { banded = true } = {}) {
  const [low, middle, high] = seriesBand(result, curve.series, { gain: Boolean(curve.gain) });
  const ink = INK[curve.ink ?? groupOf(curve)];
  const label = curve.label[app.state.language];
  return { label, ink, dash: curve.dotted ? DASH.quo : DASH[processOf(curve)], middle, width: 2.4, ...(banded ? { low, high } : {}) };
}

export function specOf(app, curves, lines, settings, range) {
  const { months } = app.card.sizes[settings.size];
  const { factor, digits, unit } = axisOf(app, curves[0]);
  const start = app.engine.valueAt(settings, "mentoring_start", 0);
  const end = app.engine.valueAt(settings, "mentoring_end", 0);
  const coached = app.engine.valueAt(settings, "mentoring", 0) > 0;
  return {
    title: "", unit, factor, digits, months, lines, range, zero: true, thresholds: [],
    number: (value) => app.voice.exact(Number((factor * value).toFixed(4))),
    window: coached ? [start, Math.min(end, months)] : null,
    changes: [...new Set(app.engine.changesOf(settings).map((change) => change.month))].filter((month) => month > 0),
    read: null, words: { month: app.text("chart.month"), coaching: app.text("chart.coaching") }, size: Math.round(14 * (app.state.big ? 1.5 : 1)),
  };
}

/** Return the text that tells a finished chart to those who cannot see it. */
function toldOf(app, spec) {
  const last = spec.months - 1;
  const parts = spec.lines.filter((line) => line.label && Number.isFinite(line.middle[last])).map((line) => app.text("chart.told.line", { line: line.label, middle: app.voice.number(spec.factor * line.middle[last], spec.digits) }));
  return app.text("chart.told", { title: app.text("lesson.chart"), unit: spec.unit, month: app.text("calendar.number.in_sentence", { month: last }), parts: parts.join("; ") });
}

/** A chart of a step that shows results without a prediction. */
function chartOf(app, step, lesson) {
  const svg = s("svg", { role: "img", class: "curves", "aria-label": app.text("lesson.running") });
  const key = createKey();
  const node = h("div", { class: "pane" }, h("p", { class: "says" }, app.text("lesson.running")));
  let results = null;
  let gone = false;
  function redraw() {
    if (!results || !svg.parentElement) return;
    const lines = step.curves.map((curve, i) => lineOf(app, curve, results[i]));
    const range = rangeOf(lines, { span: axisOf(app, step.curves[0]).span, with: step.curves[0].gain ? [0] : [] });
    const spec = specOf(app, step.curves, lines, settingsOf(app, step.curves[0].worlds ?? step.worlds ?? lesson.worlds), range);
    drawKey(key, spec, paint(app, svg, spec));
  }
  async function load() {
    results = await Promise.all(step.curves.map((curve, i) => ran(app, curve.worlds ?? step.worlds ?? lesson.worlds, `curve ${i}`)));
    if (gone || results.some((result) => !result)) return;
    fill(node, svg, key);
    redraw();
    node.dataset.done = "true";
  }
  return { node, load, redraw, leave: () => (gone = true) };
}

/** Draw a chart, and return how wide it is. */
export function paint(app, svg, spec) {
  const width = Math.max(260, Math.round(svg.parentElement?.clientWidth || 640));
  const height = Math.round(Math.min(Math.max(width * 0.5, 230), app.state.big ? 520 : 380));
  for (const [name, value] of Object.entries({ viewBox: `0 0 ${width} ${height}`, width, height, "font-size": spec.size, "aria-label": toldOf(app, spec) })) svg.setAttribute(name, value);
  svg.innerHTML = drawing(spec, width, height);
  return width;
}

export function sketchStep(app, holder, step, lesson, ready, work) {
  const worlds = step.worlds ?? lesson.worlds;
  const settings = settingsOf(app, step.curve.worlds ?? worlds);
  const given = step.given ?? [];
  const from = step.from ?? 24;
  const { months } = app.card.sizes[settings.size];
  const pane = h("div", { class: "pane" });
  const verdict = createVerdict();
  const reveal = h("button", { type: "button", id: "reveal", class: "primary", disabled: true, onclick: () => { work.show(); show(true); } }, app.text("sketch.reveal"));
  const skip = h("button", { type: "button", id: "skip-sketch", onclick: () => { work.show(false); show(false); } }, app.text("sketch.skip"));
  fill(holder, paragraphs(app, step.question), h("p", { class: "says" }, app.text("sketch.how")), pane, h("div", { class: "lesson-tools" }, reveal, skip), verdict.node);
  const key = createKey();
  let gone = false;
  let sketch = null;
  let isOpen = true;
  let lines = [];
  let range = null;
  let target = null;
  let results = null;
  fill(pane, h("p", {}, app.text("lesson.running")));

  (async () => {
    results = await Promise.all([step.curve, ...given].map((curve, i) => ran(app, curve.worlds ?? worlds, `curve ${i}`)));
    if (gone || results.some((result) => !result)) return;
    target = seriesBand(results[0], step.curve.series, { gain: Boolean(step.curve.gain) });
    const all = [...given.map((curve, i) => lineOf(app, curve, results[i + 1])), lineOf(app, step.curve, results[0])];
    range = roomFor(all, axisOf(app, step.curve).room);
    const knots = knotsFrom(from, months);
    const values = knots.map((_, k) => (k === 0 ? (Number.isFinite(target[1][from]) ? target[1][from] : 0) : (work.answer?.[k - 1] ?? Number.NaN)));
    const isWhole = () => values.every(Number.isFinite);
    sketch = createSketch(app, { spec: () => specOf(app, [step.curve], lines, settings, range), knots, values, isOpen: () => isOpen, onDrawn: (spec, width) => drawKey(key, spec, width), onChange: () => { reveal.disabled = !isWhole(); work.keep(values.slice(1)); } });
    drawLines(false);
    fill(pane, sketch.node, key);
    sketch.redraw();
    sketch.values = values;
    sketch.knots = knots;
    reveal.disabled = !isWhole();
    pane.dataset.ready = "true";
    if (work.isShown) show(Boolean(work.answer), { isBack: true });
  })();

  /** Lines on the chart: what is given, and of the asked curve what lies before the sketch, or, at the end, all. */
  function drawLines(everything) {
    const asked = lineOf(app, step.curve, results[0], { banded: everything });
    if (!everything) {
      asked.middle = asked.middle.map((value, month) => (month <= from ? value : Number.NaN));
      asked.label = ""; // a name at the end would give the end away
    }
    lines = [...given.map((curve, i) => lineOf(app, curve, results[i + 1])), asked];
  }

  function show(predicted, how) {
    if (!sketch) return;
    isOpen = false;
    reveal.disabled = true;
    skip.disabled = true;
    drawLines(true);
    if (!predicted) sketch.values.fill(Number.NaN);
    sketch.redraw();
    sketch.node.setAttribute("role", "img");
    const spec = specOf(app, [step.curve], lines, settings, range);
    sketch.node.setAttribute("aria-label", toldOf(app, spec));
    verdict.open(how);
    fill(verdict.node, predicted ? judged() : h("p", {}, app.text("sketch.skipped")), paragraphs(app, step.after));
    verdict.show(how);
    ready();
  }

  /** What was drawn as an idea, beside what the model does: which way, how much, when. */
  function judged() {
    const { factor, apart: unit, ending = unit } = axisOf(app, step.curve);
    const model = target[1];
    const least = leastOf([model, ...given.map((curve, i) => seriesBand(results[i + 1], curve.series, { gain: Boolean(curve.gain) })[1])], from, unitOf(step.curve));
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
export function roomFor(lines, room) {
  const [least, most] = rangeOf(lines, {});
  return [Math.min(room[0], least), Math.max(room[1], most)];
}
