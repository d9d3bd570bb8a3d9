/** QR: a text as squares that a phone reads, by lean-qr. */

import { generate } from "lean-qr";
import { s } from "../ui/dom.js";

/** White around it, in squares, that readers need. */
const QUIET = 4;

/** Return a QR as an SVG, with a name for those who cannot see it. */
export function qrOf(text, name) {
  const code = generate(text);
  const side = code.size + 2 * QUIET;
  let path = "";
  for (let y = 0; y < code.size; y++) for (let x = 0; x < code.size; x++) if (code.get(x, y)) path += `M${x + QUIET} ${y + QUIET}h1v1h-1z`;
  return s("svg", { class: "qr", viewBox: `0 0 ${side} ${side}`, role: "img", "aria-label": name, "shape-rendering": "crispEdges" },
    s("rect", { width: side, height: side, fill: "#fff" }), s("path", { d: path, fill: "#000" }));
}
