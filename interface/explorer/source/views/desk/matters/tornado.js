/** Tornado: how far each move of a lever changes a measure, as bars with their intervals, as SVG text. */

import { fixed, ticksOf, widthOf } from "../../../ui/chart.js";
import { escaped } from "../../../ui/dom.js";
import { AXIS, GRID, INK, QUIET, TEXT } from "../../../ui/palette.js";

/** Below this width the name of a lever stands above its bars. */
const NARROW = 560;
/** Letters of a label there. */
const SHORT = 12;

/**
 * Return { markup, height } of a drawing so wide. A spec: { rows, number, unit, size }; a row: { name, moves }, a move:
 * { label, note, isUp, mean, low, high, isSettled }; there is no room for notes, nor for long labels, where it is narrow.
 */
export function tornado({ rows, number, unit, size }, width) {
  const isNarrow = width < NARROW;
  const bar = size * 1.15;
  const left = isNarrow ? 6 : Math.min(width * 0.36, size * Math.max(...rows.map(({ name }) => widthOf(name))) + 12);
  const most = isNarrow ? SHORT : 2 * SHORT;
  const short = (label) => (label.length > most ? `${label.slice(0, most - 1)}…` : label);
  const labelOf = ({ label, note }) => `${short(label)}${isNarrow ? "" : note}`;
  const moves = rows.flatMap((row) => row.moves);
  const room = size * 0.9 * Math.max(...moves.map((move) => widthOf(labelOf(move)))) + 8;
  const ends = moves.flatMap(({ mean, low, high }) => [mean, low, high].filter(Number.isFinite));
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const [from, to] = [left + (low < 0 ? room : 4), width - (high > 0 ? room : 4)];
  const x = (value) => from + ((value - low) / (high - low || 1)) * (to - from);
  let y = size * 1.6;
  const parts = [];
  for (const row of rows) {
    if (isNarrow) y += size * 1.1;
    const middle = isNarrow ? y - size * 0.3 : y + (row.moves.length * bar) / 2 + size * 0.3;
    parts.push(`<text x="${isNarrow ? left : fixed(left - 8)}" y="${fixed(middle)}" text-anchor="${isNarrow ? "start" : "end"}" fill="${TEXT}">${escaped(row.name)}</text>`);
    for (const move of row.moves) {
      parts.push(barOf({ ...move, label: labelOf(move) }, x, y, bar, size));
      y += bar;
    }
    y += size * 0.6;
  }
  const grid = ticksOf(low, high || 1, Math.max(2, Math.floor((to - from) / (size * 6)))).map((tick) =>
    `<line x1="${fixed(x(tick))}" x2="${fixed(x(tick))}" y1="${fixed(size * 1.3)}" y2="${fixed(y)}" stroke="${tick === 0 ? AXIS : GRID}"/>` +
    `<text x="${fixed(x(tick))}" y="${fixed(y + size * 1.2)}" text-anchor="middle" fill="${TEXT}">${escaped(number(tick))}</text>`);
  const said = `<text x="${fixed(left)}" y="${fixed(size)}" fill="${QUIET}" font-size="${fixed(size * 0.95)}">${escaped(unit)}</text>`;
  return { markup: said + grid.join("") + parts.join(""), height: Math.ceil(y + size * 1.8) };
}

/** Return a bar from 0 to a mean, filled where the lever goes up, with its interval, and its label beyond both. */
function barOf({ label, isUp, mean, low, high, isSettled }, x, y, bar, size) {
  const ink = isUp ? INK.coached : INK.uncoached;
  const [start, end] = [Math.min(x(0), x(mean)), Math.max(x(0), x(mean))];
  const middle = fixed(y + bar / 2);
  const at = mean < 0 ? Math.min(start, x(Number.isFinite(low) ? low : mean)) - 4 : Math.max(end, x(Number.isFinite(high) ? high : mean)) + 4;
  const whisker = Number.isFinite(low) ? `<path d="M${fixed(x(low))} ${middle}H${fixed(x(high))}M${fixed(x(low))} ${fixed(y + 3)}V${fixed(y + bar - 3)}M${fixed(x(high))} ${fixed(y + 3)}V${fixed(y + bar - 3)}" stroke="${TEXT}" fill="none"/>` : "";
  return `<rect x="${fixed(start)}" y="${fixed(y + 1)}" width="${fixed(Math.max(1, end - start))}" height="${fixed(bar - 2)}" fill="${isUp ? ink.line : "#fff"}" stroke="${ink.line}"${isSettled ? "" : ' opacity="0.45" stroke-dasharray="3 2"'}/>${whisker}` +
    `<text x="${fixed(at)}" y="${fixed(y + bar / 2 + size * 0.33)}" text-anchor="${mean < 0 ? "end" : "start"}" fill="${ink.words}" font-size="${fixed(size * 0.9)}">${escaped(label)}</text>`;
}
