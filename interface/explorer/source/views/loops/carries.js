/** Carries: what each loop carries: a measure with the loop, less the same measure with it cut, in the same worlds. */

const T = 1.98;
/** Student's 97.5% point for some sixty worlds and more. */

export const MEASURES = ["direct_gain.ccs", "spillover_gain.ccs", "reach", "reached_ever", "efficacy_gain.ccs", "candour", "theatre", "coverage.ccs"];

/** Return { mean, low, high, n } of what is lost where a loop is cut; undefined worlds are left out. */
export function carried(whole, cut, measure) {
  const [a, b] = [whole.measure(measure), cut.measure(measure)];
  const n = Math.min(a.length, b.length);
  const differences = [];
  for (let i = 0; i < n; i++) {
    const difference = a[i] - b[i];
    if (Number.isFinite(difference)) differences.push(difference);
  }
  const count = differences.length;
  const mean = differences.reduce((sum, one) => sum + one, 0) / count;
  const squares = differences.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  const half = count > 1 ? T * Math.sqrt(squares / (count - 1) / count) : Number.NaN;
  return { mean, low: mean - half, high: mean + half, n: count };
}
