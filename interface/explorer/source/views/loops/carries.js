/** Carries: what each loop carries: a measure with the loop, less the same measure with it cut, in the same worlds. */

import { estimateOf } from "../../engine/numbers.js";
import { differencesOf } from "../../ui/summary.js";

export const MEASURES = ["direct_gain.ccs", "spillover_gain.ccs", "reach", "reached_ever", "efficacy_gain.ccs", "candour", "theatre", "coverage.ccs"];

/** Return { mean, low, high, defined } of what is lost where a loop is cut. */
export const carried = (whole, cut, measure) => estimateOf(differencesOf(whole, cut, measure), whole.sets);
