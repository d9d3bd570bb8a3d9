// Numbers: the few statistics the page shows, computed as numpy computes them.

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
