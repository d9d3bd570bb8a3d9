/** Charts of lessons: the worlds that a step asks for, the curves they give, and how these are drawn. */

import { isOfFile } from "../../engine/layout.js";
import { drawing } from "../../ui/chart.js";
import { fill, h, s } from "../../ui/dom.js";
import { createKey, drawKey } from "../../ui/key.js";
import { DASH, INK } from "../../ui/palette.js";
import { START } from "../../ui/state.js";
import { seriesBand } from "../../ui/summary.js";
import { createTold, sentenceOf } from "./told.js";
import { unitOf } from "./units.js";

export const REPLICATES = 192;
/** A step that ends early begins late, too: a year before coaching, so that there is room to draw. */
const BEGIN = 12;
/** Pixels from which on a chart stands beside its question (lessons.css). */
const WIDE = 900;
/** Heights of a chart beside its question: what the step's heading, the bar with "Next" and what is folded below the chart need, in rems. */
const AROUND = 11.5;
/** Heights of a chart, in pixels: at least, and at most. */
const LEAST = 210;
const MOST = 700;

/** Return the engine's settings for the worlds of a step, with some loops cut. */
export function settingsOf(app, worlds = {}, cuts = []) {
  return {
    scenario: worlds.scenario ?? "baseline", size: isOfFile(app.card.sizes[app.state.size]) ? START.size : app.state.size, values: worlds.values ?? {}, changes: worlds.changes ?? [],
    cuts, uncertainty: app.state.uncertainty,
  };
}

/**
 * Run the worlds of a step, and return their result, or nothing where nobody waits for it any more. `tell` is told of what
 * is there, from so many worlds on as `first` says.
 */
export async function ran(app, worlds, key, replicates = REPLICATES, { cuts = [], series = true, first = replicates, tell = undefined } = {}) {
  const request = app.engine.request(settingsOf(app, worlds, cuts), { key: `lesson ${key}`, seed: app.state.seed, replicates, first, series }, tell);
  return request.done;
}

/** How the quantity of a curve is written: its factor, unit and decimals; and the room that somebody has to draw it in. */
export function axisOf(app, curve) {
  const kind = unitOf(curve);
  switch (kind) {
    case "points":
      return { kind, factor: 100, digits: 1, unit: app.text("scales.points.name"), apart: app.text("scales.points.name"), span: 0.1, room: [-0.15, 0.4] };
    case "coverage":
      return { kind, factor: 100, digits: 0, unit: app.text("scales.of_eligible.short"), apart: app.text("scales.points.name"), ending: app.text("scales.of_eligible.short"), span: 0.2, room: [0, 1] };
    default:
      return { kind, factor: 1, digits: 2, unit: app.text("scales.index.name"), apart: "", span: 0.3, room: [0, 1] };
  }
}

/** Return the months that a step shows: all of the run, or as many as it says. */
export function monthsOf(app, step, settings) {
  return step.until === undefined ? app.card.sizes[settings.size].months : step.until + 1;
}

const groupOf = (curve) => (curve.series.includes("uncoached") ? "uncoached" : "coached");
const processOf = (curve) => (curve.series.split(".").includes("anc") ? "anc" : "ccs");

const firstOf = (months, of) => (months < of ? BEGIN : 0);

/** Return the band of a curve over the months that are shown: what is low, in the middle and high among the worlds. */
export function bandOfCurve(curve, result, months) {
  const band = seriesBand(result, curve.series, { gain: Boolean(curve.gain) }).map((values) => values.slice(0, months));
  for (const values of band) values.fill(Number.NaN, 0, firstOf(months, result.months));
  return band;
}

/** Return the dots of a curve that is drawn dotted. */
export const dottedOf = (curve) => (processOf(curve) === "anc" ? DASH.quoAnc : DASH.quo);

/** Return a curve as a line of a chart. */
export function lineOf(app, curve, result, months, { banded = true } = {}) {
  const [low, middle, high] = bandOfCurve(curve, result, months);
  const ink = INK[curve.ink ?? groupOf(curve)];
  const label = curve.label[app.state.language];
  return { label, told: label, ink, dash: curve.dotted ? dottedOf(curve) : DASH[processOf(curve)], middle, width: 2.4, ...(banded ? { low, high } : {}) };
}

/** Return the size of words in charts. */
export const sizeOfWords = (app) => Math.round(14 * (app.state.big ? 1.5 : 1));

/** Return the spec of a chart of some lines in one unit (ui/chart.js), over the first months of a run. */
export function specOf(app, curve, lines, settings, range, months) {
  const { kind, factor, digits, unit } = axisOf(app, curve);
  const start = app.engine.valueAt(settings, "mentoring_start", 0);
  const end = app.engine.valueAt(settings, "mentoring_end", 0);
  const coached = app.engine.valueAt(settings, "mentoring", 0) > 0;
  return {
    title: "", kind, unit, factor, digits, first: firstOf(months, app.card.sizes[settings.size].months), months, lines, range, zero: true, thresholds: [],
    number: (value) => app.voice.exact(Number((factor * value).toFixed(4))),
    window: coached ? [start, Math.min(end, months)] : null,
    changes: [...new Set(app.engine.changesOf(settings).map((change) => change.month))].filter((month) => month > 0 && month < months),
    read: null, words: { month: app.text("chart.month"), coaching: app.text("chart.coaching") }, size: sizeOfWords(app),
  };
}

/** Return [width, height] of a chart: it fits into the window together with its question, and with what leads on. */
export function roomFor(svg) {
  const width = Math.max(260, Math.round(svg.parentElement?.clientWidth || 640));
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const isBeside = window.innerWidth >= WIDE;
  const most = isBeside ? window.innerHeight - AROUND * rem : 0.36 * window.innerHeight;
  return [width, Math.round(Math.max(LEAST, Math.min(width * 0.62, most, MOST)))];
}

/** Draw a chart, and return how wide it is. */
export function paint(app, svg, spec) {
  const [width, height] = roomFor(svg);
  for (const [name, value] of Object.entries({ viewBox: `0 0 ${width} ${height}`, width, height, "font-size": spec.size, "aria-label": sentenceOf(app, spec) })) svg.setAttribute(name, value);
  svg.innerHTML = drawing(spec, width, height);
  return width;
}

/**
 * Return { nodes, wait(says), show(make), redraw }: a chart that waits for its lines, with its key, its sentence and its
 * table. `make()` gives the spec; it is done once it is drawn of all worlds.
 */
export function createChart(app, { says = null } = {}) {
  const svg = s("svg", { role: "img", class: "curves" });
  const key = createKey();
  const told = createTold(app);
  const pane = h("div", { class: "pane", hidden: says === null }, says);
  let make = null;

  function wait(node) {
    pane.hidden = false;
    fill(pane, node);
  }

  function show(spec, isDone = true) {
    make = spec;
    wait([svg, key]);
    redraw();
    if (isDone) pane.dataset.done = "true";
  }

  function redraw() {
    if (!make || !svg.parentElement) return;
    const spec = make();
    drawKey(key, spec, paint(app, svg, spec));
    told.update(spec);
  }

  return { nodes: [pane, told.node], wait, show, redraw };
}
