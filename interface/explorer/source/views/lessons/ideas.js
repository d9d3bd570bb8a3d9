/**
 * Ideas: what a curve says, and how two of them differ: which way it goes, whether it turns, where it ends, when.
 *
 * A pupil predicts an idea, not a number. So what was drawn is judged by its shape and by its size, against the effects
 * on the chart: a flat line is right where next to nothing happens, however narrow the band is, and wrong where much does.
 */

/** Share of the largest effect on a chart below which a difference is none, */
export const SMALL = 0.2;
/** and what it is at least and at most, by the unit of the chart: gains of under three points count for little in the model too. */
export const BOUNDS = { points: [0.01, 0.03], coverage: [0.01, 0.03], share: [0.03, 0.1] };
/** Share of how far the model goes by which somebody may miss it, and still have said about as much. */
export const ABOUT = 0.35;
/** Share of the months on which something is drawn by which a turn may miss: a year and a half of ten years, */
export const LATE = 0.15;
/** and over which a curve's end is taken: half a year of ten years. */
const END = 0.05;

/**
 * Return { shape, start, end, turn, at } of a curve over the months in which it is known. Shapes: flat, rise, fall,
 * hump (up, and down again), dip (down, and up again). `turn` is the value furthest out, `at` its month, or that in
 * which half of the way is gone. `least` is the smallest difference that is one.
 */
export function ideaOf(curve, from, least) {
  const known = [];
  for (let month = from; month < curve.length; month++) if (Number.isFinite(curve[month])) known.push([month, curve[month]]);
  const values = known.map(([, value]) => value);
  const start = values[0];
  const last = values.slice(-Math.max(1, Math.round(END * (values.length - 1))));
  const end = last.reduce((sum, value) => sum + value, 0) / last.length;
  const [top, bottom] = [Math.max(...values), Math.min(...values)];
  const monthOf = (value) => known.find(([, own]) => own === value)[0];
  const up = top - Math.max(start, end);
  const down = Math.min(start, end) - bottom;
  if (Math.max(up, down) > least) return up >= down ? { shape: "hump", start, end, turn: top, at: monthOf(top) } : { shape: "dip", start, end, turn: bottom, at: monthOf(bottom) };
  if (Math.abs(end - start) <= least) return { shape: "flat", start, end, turn: end, at: null };
  const half = (start + end) / 2;
  const at = known.find(([, value]) => (end > start ? value >= half : value <= half))[0];
  return { shape: end > start ? "rise" : "fall", start, end, turn: end, at };
}

/** Return the smallest difference that counts on a chart of some curves, from a month on. */
export function leastOf(curves, from, unit) {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const curve of curves)
    for (let month = from; month < curve.length; month++)
      if (Number.isFinite(curve[month])) {
        low = Math.min(low, curve[month]);
        high = Math.max(high, curve[month]);
      }
  const [least, most] = BOUNDS[unit];
  return Math.min(most, Math.max(least, high > low ? SMALL * (high - low) : 0));
}

/**
 * Return { verdict, size, time, apart, lag, drawn, found }: `verdict` is "right", "near" (the same shape) or "other";
 * `size` is "about", "more" or "less" than the model, where they are furthest apart of turn and end; `time` "about",
 * "early" or "late", or null where nothing turns, or the shapes differ.
 */
export function compared(sketch, model, from, least) {
  const [drawn, found] = [ideaOf(sketch, from, least), ideaOf(model, from, least)];
  const isSame = drawn.shape === found.shape;
  const [turns, ends] = [drawn.turn - found.turn, drawn.end - found.end];
  const apart = isSame && Math.abs(turns) > Math.abs(ends) ? turns : ends;
  const months = Math.round(LATE * (model.length - 1 - from));
  const room = Math.max(least, ABOUT * Math.abs(found.turn - found.start));
  const size = Math.abs(apart) <= room ? "about" : apart > 0 ? "more" : "less";
  const lag = isSame && drawn.at !== null ? drawn.at - found.at : 0;
  const time = !isSame || drawn.at === null ? null : Math.abs(lag) <= months ? "about" : lag > 0 ? "late" : "early";
  const isRight = isSame && size === "about" && time !== "late" && time !== "early";
  return { verdict: isRight ? "right" : isSame ? "near" : "other", size, time, apart: Math.abs(apart), lag: Math.abs(lag), drawn, found };
}
