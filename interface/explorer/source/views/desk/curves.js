/** Curves: what each chart of the desk shows, as specs for ui/chart.js. */

import { rangeOf } from "../../ui/chart.js";
import { DASH, INK } from "../../ui/palette.js";
import { seriesBand } from "../../ui/summary.js";

/** The two that stand over the levers, and those below. */
export const FIRST = ["coverage.ccs", "gain"];
export const FURTHER = ["coverage.anc", "quantity"];
const GROUPS = ["coached", "uncoached"];
const OF_PROCESS = ["efficacy", "practice", "credit", "overstated"];

/** Return the spec of a chart for one case; `reference` gives the dotted lines of the status quo. */
export function specOf(chart, app, result, reference, which) {
  const [kind, process] = chart.split(".");
  const lines = kind === "coverage" ? coverage(app, result, reference, process)
    : kind === "gain" ? gain(app, result, reference)
    : quantity(app, result, reference);
  const { voice } = app;
  const shares = kind === "quantity" && app.state.quantity !== "overstated";
  return {
    chart,
    title: titleOf(chart, app),
    unit: voice.text(kind === "coverage" ? "scales.of_eligible.short" : shares ? "scales.index.name" : "scales.points.name"),
    digits: kind === "coverage" || shares ? (shares ? 2 : 0) : 1,
    factor: shares ? 1 : 100,
    number: (value) => (shares ? trimmed(voice, value) : trimmed(voice, 100 * value)),
    months: app.months,
    lines,
    range: rangeOf(lines, { span: kind === "coverage" ? 0.15 : 0.08, with: kind === "gain" ? [0, 1.1 * app.card.thresholds.reached_gain] : [] }),
    zero: kind === "gain",
    thresholds: kind === "gain" ? [{ value: app.card.thresholds.reached_gain, label: voice.text("chart.reached", { n: voice.exact(100 * app.card.thresholds.reached_gain) }) }] : [],
    window: windowOf(app, which),
    changes: [...new Set(app.engine.changesOf(app.settings(which)).map((change) => change.month))].filter((month) => month > 0),
    read: app.readMonth,
    said: (value) => app.voice.number((shares ? 1 : 100) * value, kind === "coverage" ? 0 : shares ? 2 : 1),
    calendar: app.calendar,
    words: { month: voice.text(app.calendar ? "chart.year" : "chart.month"), coaching: voice.text("chart.coaching"), runUp: voice.text("chart.run_up") },
    size: Math.round(13 * (app.state.big ? 1.5 : 1)),
    isTight: FIRST.includes(chart),
  };
}

/** Return what a series follows, with what it means where its name does not say it. */
export function seriesOf(app, name) {
  const meaning = `series.${name}.meaning`;
  const words = app.text(`series.${name}.name`);
  return app.voice.has(meaning) ? `${words}: ${app.text(meaning)}` : words;
}

export function titleOf(chart, app) {
  const [kind] = chart.split(".");
  return kind === "quantity" ? seriesOf(app, app.state.quantity) : app.text(`chart.${chart}`);
}

function trimmed(voice, value) {
  return voice.exact(Number(value.toFixed(4)));
}

/** Return the months of mentoring, or null where nobody is mentored. */
export function windowOf(app, which) {
  const value = (name) => app.valueAt(which, name, 0);
  const start = value("mentoring_start");
  const end = Math.min(value("mentoring_end"), app.months);
  const isAnybody = !app.engine.absentFor(app.settings(which), "coach_capacity").length;
  return isAnybody && end > start ? [start, end] : null;
}

function line(label, group, band, dash, extra = {}) {
  const [low, middle, high] = band;
  return { label, group, ink: INK[group], dash, low, middle, high, ...extra };
}

function dotted(app, group, band, label) {
  return { label, group, ink: INK[group], dash: DASH.quo, middle: band[1], width: 2, faint: true, isQuo: true };
}

function coverage(app, result, reference, process) {
  const quo = GROUPS.map((group, i) =>
    dotted(app, group, seriesBand(reference, `coverage.${process}.${group}`), i ? "" : app.text("line.quo")));
  const own = GROUPS.map((group) =>
    line(app.text(`groups.${group}.short`), group, seriesBand(result, `coverage.${process}.${group}`), DASH[process]));
  const twin = seriesBand(result, `coverage.${process}.uncoached.twin`);
  const known = twin[1].some(Number.isFinite) ? twin : seriesBand(result, `coverage.${process}.coached.twin`);
  return [{ label: app.text("groups.twin.short"), group: "twin", ink: INK.twin, dash: DASH[process], middle: known[1], width: 1.2, faint: true }, ...quo, ...own];
}

function gain(app, result, reference) {
  const quo = GROUPS.map((group, i) => dotted(app, group, seriesBand(reference, `coverage.ccs.${group}`, { gain: true }), i ? "" : app.text("line.quo_ccs")));
  const own = ["anc", "ccs"].flatMap((process) =>
    GROUPS.map((group) => {
      const [low, middle, high] = seriesBand(result, `coverage.${process}.${group}`, { gain: true });
      const label = app.text("line.of_process", { group: app.text(`groups.${group}.short`), process: app.text(`processes.${process}.short`) });
      return { label, group, ink: INK[group], dash: DASH[process], middle, ...(process === "ccs" ? { low, high } : { width: 1.8 }) };
    }));
  return [...quo, ...own];
}

function quantity(app, result, reference) {
  const name = app.state.quantity;
  if (!OF_PROCESS.includes(name)) {
    return [
      ...GROUPS.map((group, i) => dotted(app, group, seriesBand(reference, `${name}.${group}`), i ? "" : app.text("line.quo"))),
      ...GROUPS.map((group) => line(app.text(`groups.${group}.short`), group, seriesBand(result, `${name}.${group}`), "")),
    ];
  }
  return ["anc", "ccs"].flatMap((process) =>
    GROUPS.map((group) => {
      const [low, middle, high] = seriesBand(result, `${name}.${process}.${group}`);
      const label = app.text("line.of_process", { group: app.text(`groups.${group}.short`), process: app.text(`processes.${process}.short`) });
      return { label, group, ink: INK[group], dash: DASH[process], middle, ...(process === "ccs" ? { low, high } : { width: 1.8 }) };
    }));
}

/** Return one sentence that says what a chart shows in one month, for those who cannot see it. */
export function told(spec, app, month) {
  const parts = spec.lines
    .filter((one) => one.label && Number.isFinite(one.middle[month]))
    .map((one) => {
      const shown = (value) => app.voice.number(spec.factor * value, spec.digits);
      const middle = shown(one.middle[month]);
      return one.low
        ? app.text("chart.told.band", { line: one.label, middle, low: shown(one.low[month]), high: shown(one.high[month]) })
        : app.text("chart.told.line", { line: one.label, middle });
    });
  return app.text("chart.told", { title: spec.title, unit: spec.unit, month: app.monthSaid(month), parts: parts.join("; ") });
}
