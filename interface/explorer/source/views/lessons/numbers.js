/** Numbers: a sketch given as numbers, a field for each of its points, for those who cannot draw it. */

import { fill, h } from "../../ui/dom.js";

/** Return { node, ask, redraw }; `put(k, value)` sets a point of the sketch. */
export function createNumbers(app, { put }) {
  const fields = h("div", { class: "sketch-numbers" });
  const node = h("details", { class: "as-table", hidden: true }, h("summary", { id: "as-numbers" }, app.text("sketch.numbers")), fields);
  let asked = null;
  let inputs = [];

  /** Ask for points in some months, in the unit of the chart. */
  function ask(points) {
    asked = points;
    const { knots, axis, range } = points;
    const [low, high] = range.map((value) => axis.factor * value);
    inputs = knots.map((month, k) => h("input", {
      type: "number", id: `number-${k}`, min: Math.ceil(low * 100) / 100, max: Math.floor(high * 100) / 100, step: "any", disabled: k === 0,
      onchange: (event) => event.target.value !== "" && put(k, Number(event.target.value) / axis.factor),
    }));
    const labelled = inputs.map((input, k) => h("div", { class: "field" }, h("label", { for: input.id }, app.text("sketch.in_month", { month: knots[k] })), input));
    fill(fields, h("p", { class: "says" }, app.text("sketch.numbers_in", { unit: axis.unit })), labelled);
    node.hidden = false;
    redraw();
  }

  function redraw() {
    if (!asked) return;
    const { values, axis } = asked;
    inputs.forEach((input, k) => (input.value = Number.isFinite(values[k]) ? String(Number((axis.factor * values[k]).toFixed(axis.digits + 1))) : ""));
  }

  return { node, ask, redraw };
}
