/** Units: in what a curve of a lesson is drawn. Curves of one chart share its axis, and so its unit. */

const SHARES = ["coverage", "reported", "honest"];

/** Return the unit of a curve: "points", "coverage" or "share". */
export function unitOf({ series, gain }) {
  const [quantity] = series.split(".");
  if (gain || quantity === "overstated") return "points";
  return SHARES.includes(quantity) ? "coverage" : "share";
}
