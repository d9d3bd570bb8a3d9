/** Palette: one colour for one thing everywhere (Okabe and Ito 2008), the same as in the reports. */

export const INK = {
  coached: { line: "#0072B2", words: "#005A8E" },
  uncoached: { line: "#D55E00", words: "#A84A00" },
  twin: { line: "#000000", words: "#000000" },
  all: { line: "#595959", words: "#595959" },
  sketch: { line: "#8B2F86", words: "#7A2375" },
};
/** CCS is drawn solid, ANC dashed, the status quo dotted; dotted ANC stands in pairs of dots, where dotted CCS is near. */
export const DASH = { ccs: "", anc: "9 5", quo: "1.5 4", quoAnc: "1.5 4 1.5 11" };
/** Regimes differ in lightness too, for those who see no colours and for grey paper; in a bar each next one by much. */
export const REGIMES = { fizzle: "#FFFFFF", faded: "#D9A9C6", bubble: "#F0E442", partial: "#3D91CC", spread: "#00614A" };
/** Words on a regime's colour. */
export const ON_REGIME = { fizzle: "#1c1c1c", faded: "#1c1c1c", bubble: "#1c1c1c", partial: "#000000", spread: "#FFFFFF" };
export const TEXT = "#1c1c1c";
export const QUIET = "#595959";
export const AXIS = "#8c8c8c";
export const GRID = "#e8e8e8";
export const WINDOW = "#e9eef2";
