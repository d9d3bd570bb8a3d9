/** Answers: in how many worlds each regime comes about, and how each case does against the status quo, world by world. */

import { fill, h, renew } from "../../ui/dom.js";
import { livingRegimes, meaningOf, regimeBar, regimeItems, worldsWith } from "../../ui/regimes.js";
import { shareOf } from "../../engine/numbers.js";
import { countsOf, differencesOf, medianUntil, spreadOf } from "../../ui/summary.js";

/**
 * Measures of the table: whether more is better, and how they are written.
 * @type {[string, 1 | -1, string][]}
 */
export const MEASURES = [
  ["coverage.ccs", 1, "points"],
  ["coverage.anc", 1, "points"],
  ["lowest_fifth.ccs", 1, "points"],
  ["fifths_gap.ccs", -1, "points"],
  ["unmeasured_care", 1, "share"],
  ["safety", 1, "share"],
  ["candour", 1, "share"],
  ["pressure", -1, "share"],
  ["theatre", -1, "points"],
  ["cost", -1, "money"],
];
/** Scales of the vocabulary that they are written on. */
const SCALES = { points: "points", percent: "percent", share: "index", months: "months", money: "thousands" };
const CAUSED = [
  ["direct_gain.ccs", "points"],
  ["direct_gain.anc", "points"],
  ["late_direct_gain.ccs", "points"],
  ["spillover_gain.ccs", "points"],
  ["lowest_fifth_gain.ccs", "points"],
  ["fifths_gap_gain.ccs", "points"],
  ["reach", "percent"],
  ["reached_ever", "percent"],
  ["highest_gain.coached", "points"],
  ["highest_gain.uncoached", "points"],
  ["lasting.coached", "percent"],
  ["lasting.uncoached", "percent"],
  ["head_start.coached", "months"],
  ["head_start.uncoached", "months"],
  ["retained", "percent"],
  ["theatre_gain", "points"],
  ["theatre_change", "points"],
];

export function written(app, value, kind, signed = false) {
  const [factor, digits] = { count: [1, 0], points: [100, 1], percent: [100, 0], share: [1, 2], months: [1, 0], money: [1e-3, 0] }[kind];
  return signed ? app.voice.signed(factor * value, digits) : app.voice.number(factor * value, digits);
}

/** Return the interval of an estimate, in brackets; nothing where there is none. */
export const rangeSaid = ({ low, high }, write) => (Number.isFinite(low) ? `[${write(low)}, ${write(high)}]` : "");

/** Return the scale that a kind of number is written on. */
export const scaleOf = (app, kind) => app.text(`scales.${SCALES[kind]}.name`, { money: app.text("units.USD 2023.name") });

/** Return { regimes, tables, updateRegimes(shown), updateTables(shown) }; `shown` is a list of { which, label, result, reference }. */
export function createAnswers(app) {
  const regimes = h("div", { class: "regimes" });
  const quo = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": app.text("answers.quo") });
  const caused = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": app.text("answers.caused") });
  let lately = [];
  const more = h("details", { ontoggle: () => drawCaused() }, h("summary", { id: "answers-caused" }, app.text("answers.caused")), caused);
  const seeds = h("p", { class: "says seeds" });
  const means = h("details", { class: "means", ontoggle: () => updateRegimes(lately) }, h("summary", { id: "regimes-mean" }, app.text("answers.means")),
    h("p", { class: "says" }, app.text("answers.world", { months: app.months, late: app.card.thresholds.late_months, reached: app.voice.exact(100 * app.card.thresholds.reached_gain) })));
  const section = h("section", { class: "verdicts", "aria-labelledby": "answers-title" }, h("h2", { id: "answers-title", class: "unseen" }, app.text("answers.title")), regimes, means);
  const tables = h("section", { class: "answers", "aria-labelledby": "quo-title" }, h("h3", { id: "quo-title" }, app.text("answers.quo")), quo, seeds, more);

  function updateRegimes(ready) {
    lately = ready;
    renew(regimes, ready.map((one) => regimesOf(app, one, ready.length > 1, means.open)));
  }

  function updateTables(ready) {
    fill(quo, againstTable(app, ready));
    drawCaused();
    const { result } = ready[0];
    fill(seeds, app.text("answers.seeds", { last: result.replicates - 1, seed: app.state.seed }));
  }

  /** A table that nobody looks at is not drawn. */
  function drawCaused() {
    if (more.open && lately.length) fill(caused, causedTable(app, lately));
  }

  return { regimes: section, tables, updateRegimes, updateTables };
}

/** Return why no world has a regime: nobody is coached, or everybody is. */
function noRegime(result) {
  return result.measure("coach_hours").some((hours) => hours > 0) ? "answers.all_coached" : "answers.no_regime";
}

/** Return the most frequent regime, or those that are equally frequent, with in how many worlds each comes about. */
export function worldsMost(app, result) {
  const counts = result.regimes();
  const of = worldsWith(app, counts);
  if (!of) return "—";
  const most = Math.max(...app.card.regimes.map((regime) => counts[regime]));
  const names = app.card.regimes.filter((regime) => counts[regime] === most).map((regime) => app.text(`measure.regime.${regime}.name`));
  return `${names.join(", ")} ${app.text("answers.n", { n: app.voice.ofHundred(most, of) })}`;
}

function regimesOf(app, { label, result }, named, explained) {
  const { regimes: all, flags } = app.card;
  const counts = result.regimes();
  const of = worldsWith(app, counts);
  const name = named ? h("p", { class: "pane-name" }, label) : null;
  if (!of) return h("div", { class: "regime" }, name, h("p", { class: "headline" }, app.text(noRegime(result))));
  const most = all.reduce((best, regime) => (counts[regime] > counts[best] ? regime : best));
  const { low, high } = shareOf(result.measure("regime").map((regime) => (Number.isNaN(regime) ? regime : Number(all[regime] === most))), result.sets);
  const isMost = counts[most] > of / 2;
  const parts = all.filter((regime) => counts[regime] / of >= 0.05).map((regime) => `${app.text(`measure.regime.${regime}.name`)} ${app.voice.ofHundred(counts[regime], of)}`);
  const headline = !isMost ? app.text("answers.mixed", { parts: app.voice.list(parts) }) : app.text("answers.regime", {
    regime: app.text(`measure.regime.${most}.name`), n: app.voice.ofHundred(counts[most], of),
    low: app.voice.number(100 * low, 0), high: app.voice.number(100 * high, 0),
  });
  // Of two cases beside each other the headline says of how many: the numbers are enough.
  const said = (n) => (named && !explained ? n : app.text("answers.n", { n }));
  const raised = flags.map((flag) =>
    h("li", { class: "flag" }, h("span", {}, h("b", {}, app.text(`measure.${flag}.name`)), ` ${said(app.voice.ofHundred(counts[flag], result.replicates))}`), explained ? h("small", {}, meaningOf(app, flag)) : null));
  return h("div", { class: "regime" }, name, h("p", { class: "headline" }, headline), regimeBar(app, counts),
    h("ul", { class: "shares" }, regimeItems(app, counts, { explained, said }), raised));
}

function againstTable(app, shown) {
  const columns = shown.map((one) => ({ ...one, over: one.reference, heading: app.text("answers.less_quo", { label: one.label }) }));
  if (shown.length > 1)
    columns.push({ which: "a-b", result: shown[0].result, over: shown[1].result, heading: app.text("answers.a_less_b") });
  const head = h("tr", {}, h("th", { scope: "col" }, app.text("answers.measure")), columns.map((column) => h("th", { scope: "col" }, column.heading)));
  const rows = MEASURES.map(([measure, sign, kind]) =>
    h("tr", { "data-measure": measure }, headOf(app, measure, kind, sign),
      columns.map((column) => cell(app, column, measure, sign, kind))));
  return h("table", { class: "against" }, h("caption", { class: "unseen" }, app.text("answers.quo")), h("thead", {}, head), h("tbody", {}, rows));
}

/** Return the head of a row: the measure, what it means, its scale, and which way is better where more is not. */
function headOf(app, measure, kind, sign = 1) {
  const scale = scaleOf(app, kind);
  const less = sign < 0 ? `; ${app.text("answers.less")}` : "";
  const meaning = `measure.${measure}.meaning`;
  return h("th", { scope: "row" }, app.text(`measure.${measure}.name`), app.voice.has(meaning) ? h("small", {}, app.text(meaning)) : null, h("small", {}, `${scale}${less}`));
}

/** Return a mean with its 95% interval, and below where 90 of 100 worlds lie. */
export function meanCell(app, spread, write, attributes, ...more) {
  const { mean, from, to } = spread;
  return h("td", { ...attributes, "data-mean": mean }, h("b", {}, write(mean)),
    h("span", { class: "range" }, ` ${rangeSaid(spread, write)}`),
    h("small", {}, app.text("answers.worlds", { from: write(from), to: write(to) })), more);
}

function cell(app, { result, over, which }, measure, sign, kind) {
  const differences = differencesOf(result, over, measure);
  const spread = spreadOf(differences, result.sets);
  const { defined } = spread;
  const counts = countsOf(differences, sign);
  const attributes = { "data-case": which, "data-mean": spread.mean, "data-better": counts.better, "data-same": counts.same, "data-of": defined };
  if (!defined) return h("td", attributes, "—");
  if (counts.same === defined) return h("td", attributes, h("b", {}, app.text("answers.equal")), h("small", {}, app.text("answers.equal_in_all", { n: defined })));
  return meanCell(app, spread, (value) => written(app, value, kind, true), attributes,
    h("small", {}, app.text("answers.better", { n: app.voice.ofHundred(counts.better, defined), worse: app.voice.ofHundred(counts.worse, defined) })));
}

function causedTable(app, shown) {
  const head = h("tr", {}, h("th", { scope: "col" }, app.text("answers.measure")), shown.map((one) => h("th", { scope: "col" }, one.label)));
  const rows = CAUSED.map(([measure, kind]) => {
    const { censored_by: open } = app.measures.get(measure);
    return h("tr", { "data-measure": measure }, headOf(app, measure, kind),
      shown.map(({ result }) => (open ? censoredCell(app, result, measure, open, kind) : causedCell(app, result, measure, kind))));
  });
  return h("table", { class: "caused" }, h("caption", {}, app.text("answers.caused.says")), h("thead", {}, head), h("tbody", {}, rows));
}

function causedCell(app, result, measure, kind) {
  const spread = spreadOf(result.measure(measure), result.sets);
  const says = partly(app, spread.defined, result);
  if (!spread.defined) return h("td", { "data-mean": Number.NaN }, "—", says);
  return meanCell(app, spread, (value) => written(app, value, kind), {}, says);
}

/** What has not ended by the end of the run is known to be longer, and how much longer is not: the median by Kaplan and Meier. */
function censoredCell(app, result, measure, open, kind) {
  const { median, longest, opened, defined } = medianUntil(result.measure(measure), result.measure(open));
  if (!defined) return h("td", { "data-median": Number.NaN }, "—", partly(app, defined, result));
  const middle = Number.isFinite(median) ? written(app, median, kind) : app.text("answers.longer", { n: written(app, longest, kind) });
  return h("td", { "data-median": median, "data-open": opened, "data-of": defined }, h("b", {}, app.text("answers.median", { middle })),
    opened ? h("small", {}, app.text("answers.open", { n: app.voice.ofHundred(opened, defined) })) : null, partly(app, defined, result));
}

function partly(app, defined, result) {
  return defined < result.replicates ? h("small", {}, app.text("answers.defined", { n: defined, of: result.replicates })) : null;
}

/** Return the sentence that screen readers hear when the runs are complete. */
export function spoken(app, { result, reference }) {
  const counts = result.regimes();
  const of = worldsWith(app, counts);
  const better = countsOf(differencesOf(result, reference, "coverage.ccs"), 1);
  const regimes = of
    ? livingRegimes(app, counts).map((regime) => `${app.text(`measure.regime.${regime}.name`)} ${app.text("answers.n", { n: app.voice.ofHundred(counts[regime], of) })}`).join(", ")
    : app.text(noRegime(result)).replace(/\.$/, "");
  return app.text("answers.spoken", { runs: result.replicates, regimes, n: app.voice.ofHundred(better.better, result.replicates) });
}
