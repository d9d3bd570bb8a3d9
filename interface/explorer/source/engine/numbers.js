// Numbers: the few statistics the page shows, computed as numpy computes them; intervals as the reports have them
// (`experiments/statistics`): worlds that live under one plausible set of values are alike, and count as one.

/** The 97.5% point of the normal distribution. */
const Z = 1.959963984540054;

/** Return quantiles by linear interpolation, undefined values (NaN) left out; NaN of nothing. */
export function quantiles(values, qs) {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  return qs.map((q) => quantileOfSorted(sorted, q));
}

export function quantile(values, q) {
  return quantiles(Float64Array.from(values), [q])[0];
}

function quantileOfSorted(sorted, q) {
  if (sorted.length === 0) return NaN;
  const place = (sorted.length - 1) * q;
  const below = Math.floor(place);
  const [low, high] = [sorted[below], sorted[Math.min(below + 1, sorted.length - 1)]];
  const t = place - below;
  return t < 0.5 ? low + (high - low) * t : high - (high - low) * (1 - t);
}

/** Return the mean of what is defined; NaN of nothing. */
export function mean(values) {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}

/** Count in how many replicates a is above b, equal, below; undefined where either is. Replicates pair by place. */
export function better(a, b) {
  const found = { better: 0, same: 0, worse: 0, undefined: 0 };
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    if (Number.isNaN(a[i]) || Number.isNaN(b[i])) found.undefined++;
    else if (a[i] > b[i]) found.better++;
    else if (a[i] < b[i]) found.worse++;
    else found.same++;
  }
  return found;
}

/** Return Student's 97.5% point (Abramowitz and Stegun 26.7.5), to three digits or more from three degrees of freedom on. */
export function student(freedom) {
  if (freedom < 3) return [Number.NaN, 12.706204736432095, 4.302652729911275][freedom];
  const squared = Z * Z;
  const terms = [
    (squared + 1) / 4,
    ((5 * squared + 16) * squared + 3) / 96,
    (((3 * squared + 19) * squared + 17) * squared - 15) / 384,
    ((((79 * squared + 776) * squared + 1482) * squared - 1920) * squared - 945) / 92160,
  ];
  return Z * terms.reduce((sum, term, i) => sum + term / freedom ** (i + 1), 1);
}

/** Return { known, variance, groups } of values of worlds: those defined, the variance of their mean, how many stand by themselves. */
function clustered(values, sets) {
  const known = [];
  const sums = new Map();
  for (const value of values) if (Number.isFinite(value)) known.push(value);
  const middle = mean(known);
  values.forEach((value, world) => {
    if (Number.isFinite(value)) sums.set(world % sets, (sums.get(world % sets) ?? 0) + value - middle);
  });
  let squares = 0;
  for (const sum of sums.values()) squares += sum * sum;
  const groups = sums.size;
  return { known, middle, groups, variance: (groups / (groups - 1)) * squares / known.length ** 2 };
}

/**
 * Return { mean, low, high, defined } of what worlds have: the mean over the defined ones and its 95% interval, NaN where
 * there is none.
 *
 * @param {Float64Array|number[]} values
 * @param {number} sets how many plausible sets the worlds go through in turn; Infinity where each stands by itself
 */
export function estimateOf(values, sets = Infinity) {
  const { known, middle, groups, variance } = clustered(values, sets);
  const half = student(groups - 1) * Math.sqrt(variance);
  return { mean: middle, low: middle - half, high: middle + half, defined: known.length };
}

/** Return { mean, low, high, defined } of the share of worlds in which something holds (1), as `estimateOf` takes them: Wilson's interval. */
export function shareOf(holds, sets = Infinity) {
  const { known, middle: share, groups, variance } = clustered(holds, sets);
  const of = known.length;
  if (!of) return { mean: Number.NaN, low: Number.NaN, high: Number.NaN, defined: 0 };
  const n = groups === of ? of : groups > 1 && variance === 0 ? groups : effective(share, groups > 1 ? variance : share * (1 - share), of);
  const centre = (share + (Z * Z) / (2 * n)) / (1 + (Z * Z) / n);
  const half = (Z / (1 + (Z * Z) / n)) * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  return { mean: share, low: Math.min(share, Math.max(0, centre - half)), high: Math.max(share, Math.min(1, centre + half)), defined: of };
}

/** Return how many worlds that stand by themselves would give a share this variance: never more than there are. */
function effective(share, variance, of) {
  if (!(variance > 0)) return of;
  const moved = (share * of + 2) / (of + 4);
  return Math.min(of, (moved * (1 - moved)) / variance);
}
