/** Palette: one colour for one thing everywhere (Okabe and Ito 2008), the same as in the reports. */

export const INK = {
  coached: { line: "#0072B2", words: "#005A8E" },
  uncoached: { line: "#D55E00", words: "#A84A00" },
  twin: { line: "#000000", words: "#000000" },
  all: { line: "#595959", words: "#595959" },
  sketch: { line: "#8B2F86", words: "#7A2375" },
};
/** CCS is drawn solid, ANC dashed, the status quo dotted. */
export const DASH = { ccs: "", anc: "9 5", quo: "1.5 4" };
export const REGIMES = { fizzle: "#DDDDDD", bubble: "#F0E442", partial: "#56B4E9", spread: "#009E73" };
export const REGIME_ORDER = ["fizzle", "bubble", "partial", "spread"];
export const TEXT = "#1c1c1c";
export const QUIET = "#595959";
export const AXIS = "#8c8c8c";
export const GRID = "#e8e8e8";
export const WINDOW = "#e9eef2";
