/** Sketch: a curve that a pupil draws with a pointer, or sets knot by knot with the arrow keys. */

import { drawing, frameOf } from "../../ui/chart.js";
import { s } from "../../ui/dom.js";
import { INK } from "../../ui/palette.js";
import { roomFor } from "./charts.js";
import { curveOf } from "./knots.js";
import { sentenceOf } from "./told.js";

/**
 * Return { node, redraw, put, spec }: `put` sets one point, `spec()` is what is drawn. `spec()` gives the chart without the sketch; `onChange` is called when it moves,
 * `onDrawn` with the whole spec and the width.
 * The range of the chart is fixed while somebody draws, so that the line stays under the hand. Nothing is drawn at first:
 * a line that is there already would be a guess of ours.
 */
export function createSketch(app, { spec, knots, values, onChange, onDrawn, isOpen }) {
  const svg = s("svg", { class: "sketch", role: "group" });
  let frame = null;
  let last = null;

  function redraw() {
    const shown = spec();
    const [width, height] = roomFor(svg);
    const known = sentenceOf(app, shown);
    if (isOpen()) svg.setAttribute("aria-label", `${app.text("sketch.label")}. ${known}`);
    shown.lines = [...shown.lines, { label: app.text("sketch.yours"), ink: INK.sketch, dash: "", width: 3, middle: curveOf(knots, values, shown.months) }];
    frame = frameOf(shown, width, height);
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("width", width);
    svg.setAttribute("height", height);
    svg.setAttribute("font-size", shown.size);
    const focused = svg.contains(document.activeElement) ? document.activeElement.getAttribute("data-knot") : null;
    svg.innerHTML = drawing(shown, width, height);
    frame.spec = shown;
    onDrawn(shown, width);
    if (isOpen()) knots.forEach((month, k) => k > 0 && svg.append(knot(month, k)));
    if (focused !== null) svg.querySelector(`[data-knot="${focused}"]`)?.focus();
  }

  function knot(month, k) {
    const { spec: shown } = frame;
    const isDrawn = Number.isFinite(values[k]);
    const value = isDrawn ? values[k] : shown.range[0];
    const text = isDrawn ? `${app.voice.number(shown.factor * value, shown.digits)} ${shown.unit}` : app.text("sketch.not_yet");
    const node = s("g", {
      class: "knot", role: "slider", tabindex: 0, "data-knot": k, "aria-orientation": "vertical",
      "aria-label": app.text("sketch.knot", { month }), "aria-valuemin": round(shown.range[0]), "aria-valuemax": round(shown.range[1]),
      "aria-valuenow": round(value), "aria-valuetext": text,
    }, s("circle", { cx: frame.x(month), cy: frame.y(value), r: isDrawn ? 7 : 5, fill: "#fff", stroke: INK.sketch.line, "stroke-width": isDrawn ? 2.5 : 1.2, "stroke-dasharray": isDrawn ? null : "2 2" }));
    node.addEventListener("keydown", (event) => press(event, k));
    return node;
  }

  const round = (value) => Number(value.toFixed(4));

  function press(event, k) {
    const [low, high] = frame.spec.range;
    const step = (high - low) / 40;
    const by = { ArrowUp: step, ArrowDown: -step, PageUp: 5 * step, PageDown: -5 * step }[event.key];
    if (by !== undefined) put(k, (Number.isFinite(values[k]) ? values[k] : before(k)) + by);
    else if (event.key === "Enter" || event.key === " ") put(k, Number.isFinite(values[k]) ? values[k] : before(k));
    else if (event.key === "Home") put(k, low);
    else if (event.key === "End") put(k, high);
    else if (event.key === "ArrowRight" || event.key === "ArrowLeft") svg.querySelector(`[data-knot="${k + (event.key === "ArrowRight" ? 1 : -1)}"]`)?.focus();
    else return;
    event.preventDefault();
  }

  /** The value at the nearest earlier knot that is drawn: from there a hand would go on. */
  function before(k) {
    for (let i = k - 1; i >= 0; i--) if (Number.isFinite(values[i])) return values[i];
    return frame.spec.range[0];
  }

  function put(k, value) {
    const [low, high] = frame.spec.range;
    values[k] = Math.min(high, Math.max(low, value));
    onChange();
    redraw();
  }

  function draw(event) {
    if (!isOpen() || !frame) return;
    const box = svg.getBoundingClientRect();
    const x = event.clientX - box.left;
    const [low, high] = frame.spec.range;
    const share = (event.clientY - box.top - frame.top) / (frame.height - frame.top - frame.bottom);
    const value = Math.min(high, Math.max(low, high - share * (high - low)));
    const at = { x, value };
    const from = last ?? at;
    knots.forEach((month, k) => {
      if (k === 0) return;
      const place = frame.x(month);
      const [left, right] = [Math.min(from.x, at.x), Math.max(from.x, at.x)];
      if (place >= left && place <= right) values[k] = from.x === at.x ? at.value : from.value + ((at.value - from.value) * (place - from.x)) / (at.x - from.x);
    });
    const near = knots.reduce((best, month, k) => (k > 1 && Math.abs(frame.x(month) - x) < Math.abs(frame.x(knots[best]) - x) ? k : best), 1);
    if (Math.abs(frame.x(knots[near]) - x) < 14) values[near] = value;
    last = at;
    onChange();
    redraw();
  }

  svg.addEventListener("pointerdown", (event) => { svg.setPointerCapture(event.pointerId); last = null; draw(event); });
  svg.addEventListener("pointermove", (event) => event.buttons && draw(event));
  svg.addEventListener("pointerup", () => (last = null));
  return { node: svg, redraw, put, spec: () => frame.spec };
}
