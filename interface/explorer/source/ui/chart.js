/**
 * Chart: curves over the months, drawn as SVG text: the same drawing on the screen, in an SVG file and in a PNG.
 *
 * A spec: { title, unit, first, months, lines, range, window, changes, thresholds, read, words, number, said, size }; it is
 * drawn from the month `first`, 0 where not said, and lines have no numbers before; where it `isTight` the time axis is
 * named at its first mark, if it has room there, rather than in a line of its own; words: { month, coaching, runUp }, of
 * which the last marks the months before mentoring, where it is given; `said`, where it is given, writes the value of each
 * line behind its name: that in the month that is read, or at the end.
 * A line: { label, ink, dash, width, middle, low, high, faint }; `middle`, `low`, `high` hold one number a month.
 */

import { escaped } from "./dom.js";
import { AXIS, GRID, QUIET, TEXT, WINDOW } from "./palette.js";
import { dateOf } from "./words.js";

export const FONT = '"Segoe UI", Roboto, "Helvetica Neue", Arial, "Liberation Sans", sans-serif';

/** Charts below this width have no room for names at the ends of lines; of wider ones, names may have so much of the width. */
export const NARROW = 420;
const MOST = 0.44;
/** Room for a value behind a name, in ems. */
const VALUE = 2.6;

/** Return where things lie: margins, scales, and the width of a letter, in pixels. */
export function frameOf(spec, width, height) {
  const letter = spec.size * 0.53;
  const longest = longestOf(spec);
  const narrow = isNarrow(spec, width);
  const hasValues = !narrow && Boolean(spec.said) && 12 + spec.size * (longest + VALUE) <= MOST * width;
  const right = narrow ? 10 : 12 + spec.size * (longest + (hasValues ? VALUE : 0));
  const [low, high] = spec.range;
  const ticks = ticksOf(low, high, Math.max(3, Math.floor(height / (spec.size * 4))));
  const left = 10 + letter * Math.max(...ticks.map((tick) => spec.number(tick).length));
  const top = spec.size * 2.1;
  const { first = 0 } = spec;
  const begin = spec.isTight ? beginOf(spec, left, width - left - right) : null;
  const bottom = spec.size * (begin ? 1.8 : 2.9);
  const x = (month) => left + ((month - first + 0.5) / (spec.months - first)) * (width - left - right);
  const places = Array.from({ length: spec.months }, (_, month) => fixed(x(month)));
  const y = (value) => top + ((high - value) / (high - low)) * (height - top - bottom);
  return { width, height, left, right, top, bottom, letter, ticks, x, y, places, begin, narrow, hasValues };
}

const longestOf = (spec) => Math.max(0, ...spec.lines.filter((line) => line.label).map((line) => widthOf(line.label)));

/** Return whether a chart has no room for the names of its lines at their ends; none is cut, a key names them all. */
export const isNarrow = (spec, width) => width < NARROW || 12 + spec.size * longestOf(spec) > MOST * width;

/** Return the first mark of the time axis with the axis' name ("month 0"; a year says what it is), or null without room for it. */
function beginOf(spec, left, wide) {
  const [[first, label], [second, next] = [spec.months, ""]] = marksOf(spec, wide);
  const name = spec.calendar ? label : `${spec.words.month} ${label}`;
  const half = (text) => (spec.size * widthOf(text)) / 2;
  const isRoom = half(name) <= left + 1 && half(name) + half(next) + 0.3 * spec.size <= ((second - first) * wide) / spec.months;
  return isRoom ? name : null;
}

/** Return about how wide a text is, in ems: capitals are wide, some letters thin. */
export function widthOf(text) {
  let ems = 0;
  for (const sign of text) ems += /[mwMW]/.test(sign) ? 0.86 : /[\p{Lu}%+−]/u.test(sign) ? 0.72 : /[fijlrt,.:;' ]/.test(sign) ? 0.32 : 0.57;
  return ems;
}

/** Return the drawing without its outer element. */
export function drawing(spec, width, height) {
  const frame = frameOf(spec, width, height);
  return [
    backdrop(spec, frame),
    axes(spec, frame),
    ...spec.lines.map((line) => band(line, spec, frame)),
    ...spec.lines.map((line) => curve(line, spec, frame)),
    ...(spec.thresholds ?? []).map((threshold) => thresholdLine(threshold, spec, frame)),
    frame.narrow ? "" : labels(spec, frame),
    cursor(spec, frame),
  ].join("");
}

/** Return a whole SVG document; `stamp` is written below the drawing, `heading` above it. */
export function document_(spec, width, height, heading, stamp) {
  const line = spec.size * 1.25;
  const head = line * (1 + heading.length) * 1.05;
  const foot = line * (stamp.length + 0.8);
  const total = height + head + foot;
  const words = (texts, top, size, colour, bold) =>
    texts
      .map((text, i) => {
        const weight = bold && i === 0 ? ' font-weight="600"' : "";
        return `<text x="12" y="${fixed(top + i * line)}" font-size="${size}" fill="${colour}"${weight}>${escaped(text)}</text>`;
      })
      .join("");
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${fixed(total)}" viewBox="0 0 ${width} ${fixed(total)}" ` +
    `font-family='${FONT.replaceAll('"', "&quot;").replaceAll("'", "")}'><title>${escaped(spec.title)}</title>` +
    `<desc>${escaped(stamp.join(" "))}</desc><rect width="100%" height="100%" fill="#fff"/>` +
    words(heading, line * 1.3, spec.size * 1.1, TEXT, true) +
    `<g transform="translate(0 ${fixed(head)})" font-size="${spec.size}">${drawing(spec, width, height)}</g>` +
    words(stamp, head + height + line * 0.6, spec.size * 0.82, QUIET, false) +
    "</svg>"
  );
}

/** Return a number as drawings write it. */
export const fixed = (number) => (Math.round(number * 10) / 10).toString();

function backdrop(spec, frame) {
  const { top, height, bottom, x } = frame;
  const step = x(1) - x(0);
  let out = "";
  if (spec.window && spec.window[1] > spec.window[0]) {
    const [start, end] = spec.window;
    const left = x(start) - step / 2;
    const wide = Math.min(end, spec.months) * step - start * step;
    out += `<rect x="${fixed(left)}" y="${fixed(top)}" width="${fixed(wide)}" height="${fixed(height - top - bottom)}" fill="${WINDOW}"/>`;
    if (wide > frame.letter * spec.words.coaching.length)
      out += small(spec, left + 3, top + spec.size, spec.words.coaching, QUIET, "start");
    out += runUp(spec, frame, left);
  }
  for (const month of spec.changes ?? []) {
    const at = fixed(x(month) - step / 2);
    out += `<line x1="${at}" x2="${at}" y1="${fixed(top)}" y2="${fixed(height - bottom)}" stroke="${QUIET}" stroke-width="1" stroke-dasharray="2 3"/>`;
  }
  return out;
}

/** Return a mark over the months before mentoring, up to `end` pixels: a line, and its name where there is room. */
function runUp(spec, frame, end) {
  if (!spec.words.runUp || end <= frame.left) return "";
  const y = fixed(frame.top + 2);
  const line = `<path d="M${fixed(frame.left)} ${y}H${fixed(end)}" stroke="${QUIET}" stroke-width="3" stroke-dasharray="2 2"/>`;
  const hasRoom = end - frame.left > frame.letter * spec.words.runUp.length;
  return line + (hasRoom ? small(spec, frame.left + 3, frame.top + 1.2 * spec.size, spec.words.runUp, QUIET, "start") : "");
}

function axes(spec, frame) {
  const { left, right, top, bottom, width, height, ticks, x, y, begin } = frame;
  let out = `<text x="2" y="${fixed(spec.size * 1.1)}" fill="${QUIET}" font-size="${fixed(spec.size * 0.95)}">${escaped(spec.unit)}</text>`;
  for (const tick of ticks) {
    const at = fixed(y(tick));
    const zero = tick === 0 && spec.zero ? `stroke="${AXIS}"` : `stroke="${GRID}"`;
    out += `<line x1="${fixed(left)}" x2="${fixed(width - right)}" y1="${at}" y2="${at}" ${zero}/>`;
    out += `<text x="${fixed(left - 5)}" y="${fixed(y(tick) + spec.size * 0.35)}" text-anchor="end" fill="${TEXT}">${escaped(spec.number(tick))}</text>`;
  }
  const base = height - bottom;
  out += `<line x1="${fixed(left)}" x2="${fixed(width - right)}" y1="${fixed(base)}" y2="${fixed(base)}" stroke="${AXIS}"/>`;
  for (const { at, label, colour, anchor = at > 0.6 * spec.months ? "end" : "start" } of spec.marks ?? []) {
    const place = fixed(x(at));
    out += `<line x1="${place}" x2="${place}" y1="${fixed(top)}" y2="${fixed(base)}" stroke="${colour}" stroke-width="2"/>`;
    out += small(spec, x(at) + (anchor === "end" ? -5 : 5), top + spec.size * (colour === "#000" ? 1 : 2.3), label, colour, anchor);
  }
  for (const [i, [month, label]] of (spec.ticks ?? marksOf(spec, width - left - right)).entries()) {
    const at = fixed(x(month));
    out += `<line x1="${at}" x2="${at}" y1="${fixed(base)}" y2="${fixed(base + 4)}" stroke="${AXIS}"/>`;
    out += `<text x="${at}" y="${fixed(base + spec.size * 1.3)}" text-anchor="middle" fill="${TEXT}" stroke="#fff" stroke-width="3" paint-order="stroke">${escaped((i === 0 && begin) || label)}</text>`;
  }
  if (begin) return out;
  const middle = (left + width - right) / 2;
  return out + `<text x="${fixed(middle)}" y="${fixed(height - 3)}" text-anchor="middle" fill="${QUIET}">${escaped(spec.words.month)}</text>`;
}

function small(spec, x, y, text, colour, anchor) {
  return `<text x="${fixed(x)}" y="${fixed(y)}" font-size="${fixed(spec.size * 0.9)}" text-anchor="${anchor}" fill="${colour}" stroke="#fff" stroke-width="3" paint-order="stroke" stroke-opacity="0.8">${escaped(text)}</text>`;
}

/**
 * Return the months that an axis so many pixels wide names, as [month, label]: where there is a calendar each January
 * by its year; as many as have room.
 * @returns {[number, string][]}
 */
export function marksOf({ calendar = null, first = 0, months, size }, pixels) {
  const shown = months - first;
  const year = (12 * pixels) / shown;
  const begin = calendar ? (13 - calendar[1]) % 12 : first;
  const every = calendar ? 12 * Math.max(1, Math.ceil((3 * size) / year)) : shown > 48 ? (year < 2.4 * size ? 24 : 12) : shown > 24 ? 6 : 3;
  /** @type {[number, string][]} */
  const marks = [];
  for (let month = begin; month < months; month += every) marks.push([month, calendar ? dateOf(calendar, month).slice(0, 4) : String(month)]);
  return marks;
}

/** Return a path through the months that have a number, in as many pieces as it takes. */
export function pathOf(values, frame) {
  let out = "";
  let drawn = false;
  for (let month = 0; month < values.length; month++) {
    const value = values[month];
    if (Number.isFinite(value)) out += `${drawn ? "L" : "M"}${frame.places[month]} ${fixed(frame.y(value))}`;
    drawn = Number.isFinite(value);
  }
  return out;
}

function band(line, spec, frame) {
  if (!line.low || !line.high) return "";
  let up = "";
  let down = "";
  for (let month = 0; month < line.low.length; month++) {
    if (!Number.isFinite(line.low[month]) || !Number.isFinite(line.high[month])) continue;
    up += `L${frame.places[month]} ${fixed(frame.y(line.high[month]))}`;
    down = `L${frame.places[month]} ${fixed(frame.y(line.low[month]))}${down}`;
  }
  if (!up) return "";
  return `<path d="M${up.slice(1)}${down}Z" fill="${line.ink.line}" fill-opacity="0.16"/>`;
}

function curve(line, spec, frame) {
  const dash = line.dash ? ` stroke-dasharray="${line.dash}"` : "";
  const path = pathOf(line.middle, frame);
  if (!path) return "";
  return `<path d="${path}" fill="none" stroke="${line.ink.line}" stroke-width="${line.width ?? 2.2}" stroke-linejoin="round" stroke-linecap="round"${dash}/>`;
}

function thresholdLine(threshold, spec, frame) {
  const [low, high] = spec.range;
  if (threshold.value <= low || threshold.value >= high) return "";
  const at = frame.y(threshold.value);
  return (
    `<line x1="${fixed(frame.left)}" x2="${fixed(frame.width - frame.right)}" y1="${fixed(at)}" y2="${fixed(at)}" stroke="${QUIET}" stroke-width="1" stroke-dasharray="5 4"/>` +
    small(spec, frame.left + 4, at - 4, threshold.label, QUIET, "start")
  );
}

function labels(spec, frame) {
  const ends = spec.lines
    .filter((line) => line.label)
    .map((line) => ({ label: frame.hasValues ? labelOf(line, spec) : line.label, colour: line.ink.words, y: frame.y(lastOf(line.middle)) }))
    .filter((end) => Number.isFinite(end.y));
  const room = spec.size * 1.2;
  const places = movedApart(ends.map((end) => end.y), room, frame.top, frame.height - frame.bottom);
  const x = frame.width - frame.right + 5;
  return ends
    .map((end, i) => `<text x="${fixed(x)}" y="${fixed(places[i] + spec.size * 0.35)}" fill="${end.colour}">${escaped(end.label)}</text>`)
    .join("");
}

/** Return the name of a line, with its value in the month that is read, or at the end. */
function labelOf({ label, middle }, { said, read }) {
  const value = middle[read ?? middle.length - 1];
  return Number.isFinite(value) ? `${label} ${said(value)}` : label;
}

function cursor(spec, frame) {
  if (spec.read === null || spec.read === undefined) return "";
  const at = fixed(frame.x(spec.read));
  let out = `<line x1="${at}" x2="${at}" y1="${fixed(frame.top)}" y2="${fixed(frame.height - frame.bottom)}" stroke="${TEXT}" stroke-width="1" opacity="0.55"/>`;
  for (const line of spec.lines) {
    const value = line.middle[spec.read];
    if (Number.isFinite(value) && !line.faint)
      out += `<circle cx="${at}" cy="${fixed(frame.y(value))}" r="3.5" fill="${line.ink.line}" stroke="#fff"/>`;
  }
  return out;
}

function lastOf(values) {
  for (let month = values.length - 1; month >= 0; month--) if (Number.isFinite(values[month])) return values[month];
  return Number.NaN;
}

/** Return places near where they belong that are not on each other. */
export function movedApart(places, room, low, high) {
  const found = [...places];
  const order = [...places.keys()].sort((a, b) => places[a] - places[b]);
  for (let round = 0; round < 100; round++) {
    let moved = false;
    for (let i = 1; i < order.length; i++) {
      const lack = room - (found[order[i]] - found[order[i - 1]]);
      if (lack > 0.01) {
        found[order[i - 1]] -= lack / 2;
        found[order[i]] += lack / 2;
        moved = true;
      }
    }
    for (const i of order) {
      const inside = Math.min(Math.max(found[i], low), high);
      moved = moved || Math.abs(inside - found[i]) > 0.01;
      found[i] = inside;
    }
    if (!moved) break;
  }
  return found;
}

/** Return a range that holds every line and band with some air, at least `span` wide, from `floor` where given. */
export function rangeOf(lines, { span = 0.05, with: also = [] } = {}) {
  let low = Infinity;
  let high = -Infinity;
  for (const line of lines)
    for (const values of [line.low, line.middle, line.high])
      for (const value of values ?? [])
        if (Number.isFinite(value)) {
          low = Math.min(low, value);
          high = Math.max(high, value);
        }
  for (const value of also) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [0, span];
  const lack = Math.max(0, span - (high - low)) / 2;
  const air = 0.06 * Math.max(high - low, span);
  return [low - lack - air, high + lack + air];
}

/** Return round numbers between two others, about so many. */
export function ticksOf(low, high, most) {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough);
  const ticks = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) ticks.push(Number((k * step).toPrecision(12)));
  return ticks;
}
