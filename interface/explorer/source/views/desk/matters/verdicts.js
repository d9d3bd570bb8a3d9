/** Verdicts: what may be said of moves of levers: what is settled, what moves a measure most, and what may do as much. */

import { estimateOf } from "../../../engine/numbers.js";
import { countsOf, differencesOf, lessOf } from "../../../ui/summary.js";

/** Return a move with what it does to a measure, [world], in the same worlds: its mean and interval, and how it went. */
export function judged(move, moved, whole, measure) {
  const differences = differencesOf(moved, whole, measure);
  const estimate = estimateOf(differences, whole.sets);
  const counts = countsOf(differences, 1);
  return { ...move, ...estimate, counts, differences, sets: whole.sets, verdict: verdictOf(estimate, counts) };
}

/** Return whether a change is a rise or a fall, nothing at all, not settled, or defined nowhere. */
function verdictOf({ low, high, defined }, { same }) {
  if (!defined) return "undefined";
  if (same === defined) return "nothing";
  return low > 0 ? "rise" : high < 0 ? "fall" : "unsettled";
}

/** Return the largest rise, or fall, that is settled, and the other moves that may be as large; null where none is settled. */
export function largest(rows, verdict) {
  const sign = verdict === "rise" ? 1 : -1;
  const settled = rows.filter((row) => row.verdict === verdict).sort((a, b) => sign * (b.mean - a.mean));
  if (!settled.length) return null;
  const [most] = settled;
  const isAhead = (row) => {
    const { low, high } = estimateOf(lessOf(most.differences, row.differences), most.sets);
    return sign > 0 ? low > 0 : high < 0;
  };
  const others = rows.filter((row) => row !== most && row.defined && !isAhead(row)).sort((a, b) => sign * (b.mean - a.mean));
  return { most, others };
}
