/** Knots: the points of a sketch, and the curve through them. */

/** Points of a sketch, each in a month of its own; the first is where what is known ends, and stands. */
export const KNOTS = 10;

/** Return the months at which a sketch has knots: from where the given part ends to the end. */
export function knotsFrom(first, months, count = KNOTS) {
  const last = months - 1;
  return Array.from({ length: count }, (_, i) => Math.round(first + ((last - first) * i) / (count - 1)));
}

/** Return the value of a sketch in every month; NaN before its first knot, and where it is not drawn yet. */
export function curveOf(knots, values, months) {
  const curve = new Float64Array(months).fill(Number.NaN);
  for (let k = 1; k < knots.length; k++) {
    const [from, to] = [knots[k - 1], knots[k]];
    if (!Number.isFinite(values[k - 1]) || !Number.isFinite(values[k])) continue;
    for (let month = from; month <= to; month++) curve[month] = values[k - 1] + ((values[k] - values[k - 1]) * (month - from)) / (to - from);
  }
  return curve;
}
