/** Key: names the lines of a chart below it, where the chart is too narrow for names beside its lines. */

import { isNarrow } from "./chart.js";
import { fill, h, s } from "./dom.js";

/** Return an empty key. */
export function createKey() {
  return h("ul", { class: "key", hidden: true });
}

/** Name the lines of a spec in a key, if a chart of this width cannot. */
export function drawKey(key, spec, width) {
  const named = spec.lines.filter((line) => line.label && [...line.middle].some(Number.isFinite));
  const lines = isNarrow(spec, width) ? named : [];
  const told = lines.map((line) => `${line.label} ${line.ink.line} ${line.dash}`).join();
  if (key.dataset.told === told) return;
  key.dataset.told = told;
  key.hidden = !lines.length;
  fill(key, lines.map((line) => h("li", {}, swatch(line), h("span", {}, line.label))));
}

/** Return a stroke as a line has it. */
export function swatch({ ink, dash, width = 2.4 }) {
  return s("svg", { width: 34, height: 10, "aria-hidden": "true" },
    s("line", { x1: 1, x2: 33, y1: 5, y2: 5, stroke: ink.line, "stroke-width": width, "stroke-dasharray": dash ?? "", "stroke-linecap": "round" }));
}
