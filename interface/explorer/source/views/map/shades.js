/** Shades: what a colour on the map means. Steps, not a blend, so that a value can be read off; safe for the colour-blind. */

/** Return the steps of a gain in coverage, each from what is at least `from` on, by the gain at which a team is reached. */
export const gain = (reached) => [
  { from: -Infinity, fill: "#d55e00", ring: "#8a3d00" },
  { from: -reached / 2, fill: "#f2f2f2", ring: "#8c8c8c" },
  { from: reached / 2, fill: "#c6dcee", ring: "#5f87a8" },
  { from: reached, fill: "#7fb3dc", ring: "#3c6f9a" },
  { from: 2 * reached, fill: "#2f7fc1", ring: "#1d5687" },
  { from: 3 * reached, fill: "#00457c", ring: "#002c50" },
];

/** Steps of what is reported above what is true. */
export const OVERSTATED = [
  { from: -Infinity, fill: "#f2f2f2", ring: "#8c8c8c" },
  { from: 0.01, fill: "#f6d9b8", ring: "#a87f4f" },
  { from: 0.02, fill: "#eba95c", ring: "#95622a" },
  { from: 0.04, fill: "#d06a00", ring: "#7d4000" },
  { from: 0.08, fill: "#8a2d00", ring: "#561c00" },
];

/** Steps of a share from 0 to 1: true coverage, trust, safety. */
export const SHARE = [
  { from: -Infinity, fill: "#f4eef4", ring: "#94799a" },
  { from: 0.2, fill: "#dcc6e0", ring: "#84628c" },
  { from: 0.4, fill: "#b790c0", ring: "#6b4775" },
  { from: 0.6, fill: "#8b5699", ring: "#54305f" },
  { from: 0.8, fill: "#4f1f5e", ring: "#331340" },
];

/** Return the step that a value falls in. */
export function stepOf(steps, value) {
  let found = 0;
  steps.forEach((step, i) => {
    if (value >= step.from) found = i;
  });
  return found;
}
