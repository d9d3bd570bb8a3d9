/** Carries: what each loop carries: a measure with the loop, less the same measure with it cut, in the same worlds. */

import { estimateOf } from "../../engine/numbers.js";
import { differencesOf, lessOf } from "../../ui/summary.js";

export const MEASURES = ["direct_gain.ccs", "late_direct_gain.ccs", "retained", "spillover_gain.ccs", "reach", "reached_ever", "efficacy_gain.ccs", "candour", "theatre", "coverage.ccs"];

/** Return { mean, low, high, defined } of what is lost where a loop is cut. */
export const carried = (whole, cut, measure) => estimateOf(differencesOf(whole, cut, measure), whole.sets);

/** Return whether an estimate says "higher", "lower", or "open": its interval has both, or there is none. */
export const directionOf = ({ low, high }) => (low > 0 ? "higher" : high < 0 ? "lower" : "open");

/** Return the same of a series, by every world's mean over the months from `from` on, before `to`. */
export function carriedInMonths(whole, cut, series, from, to) {
  const means = (result) => {
    const { values } = result.monthly(series);
    const found = new Float64Array(result.replicates);
    for (let month = from; month < to; month++) for (let world = 0; world < found.length; world++) found[world] += values[month * found.length + world] / (to - from);
    return found;
  };
  return estimateOf(lessOf(means(whole), means(cut)), whole.sets);
}
