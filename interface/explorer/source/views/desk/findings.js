/**
 * Findings: what a chart shows, as its title: a sentence of the very numbers that the tables have, of which none claims
 * more than its interval allows.
 */

import { estimateOf } from "../../engine/numbers.js";
import { differencesOf } from "../../ui/summary.js";
import { titleOf } from "./curves.js";

/** Gain below which more decimals are needed to say anything. */
const FEW = 0.005;

/** Return the title of a chart: what it shows of one case, or of two. */
export function findingOf(chart, app, cases) {
  const [kind, process] = chart.split(".");
  if (kind === "coverage") return coverageFound(app, process, cases);
  if (kind === "gain") return gainFound(app, cases);
  return titleOf(chart, app);
}

/** Return a change in points as words: "+2.1 points", "not settled" where its interval holds 0, or "exactly 0"; without its unit if asked. */
export function pointsFound(app, { mean, low, high }, { isBare = false } = {}) {
  if (!Number.isFinite(mean)) return "—";
  if (low === 0 && high === 0) return app.text("finding.same");
  const points = app.voice.signed(100 * mean, Math.abs(mean) < FEW ? 2 : 1);
  const isOpen = low <= 0 && high >= 0;
  if (isBare) return isOpen ? app.text("finding.number_unsettled", { points }) : points;
  return app.text(isOpen ? "finding.unsettled" : "finding.points", { points });
}

function coverageFound(app, process, cases) {
  const name = app.text(`processes.${process}.name`);
  const over = ({ result, reference }) => pointsFound(app, estimateOf(differencesOf(result, reference, `coverage.${process}`), result.sets));
  if (cases.length > 1) return app.text("finding.coverage_of_two", { process: name, a: over(cases[0]), b: over(cases[1]) });
  const level = estimateOf(cases[0].result.measure(`coverage.${process}`), cases[0].result.sets).mean;
  return app.text("finding.coverage", { process: name, level: app.voice.number(100 * level, 1), over: over(cases[0]) });
}

function gainFound(app, cases) {
  const isCoached = ({ result }) => result.measure("coach_hours").some((hours) => hours > 0);
  if (!cases.some(isCoached)) return app.text("finding.nobody");
  const found = cases.map(({ result }) => ["late_direct_gain.ccs", "spillover_gain.ccs"].map((measure) => estimateOf(result.measure(measure), result.sets)));
  const bare = (one) => pointsFound(app, one, { isBare: true });
  if (cases.length > 1) {
    const [[a, aOthers], [b, bOthers]] = found.map((ones) => ones.map(bare));
    return app.text("finding.gain_of_two", { a, a_others: aOthers, b, b_others: bOthers });
  }
  const [[coached, others]] = found;
  if (!others.defined) return app.text("finding.gain_of_all", { coached: bare(coached) });
  return app.text("finding.gain", { coached: bare(coached), others: bare(others) });
}
