/** Find: guess where a regime reaches half of the worlds along a lever; then the lever is swept. */

import { fill, h, s } from "../../ui/dom.js";
import { INK } from "../../ui/palette.js";
import { worldsWith } from "../../ui/regimes.js";
import { endsOf } from "../../class/answers.js";
import { writtenAs, writtenValue } from "../desk/levers.js";
import { createVerdict, paint, paragraphs, ran } from "./steps.js";

const SWEEP = 96;
const PLACES = 13;

export function findStep(app, holder, step, lesson, ready, work) {
  const parameter = app.parameters.get(step.lever);
  const { factor, step: fine } = writtenAs(parameter);
  const [low, high] = endsOf(step, app.card);
  const written = (value) => writtenValue(parameter, value, app.voice);
  const start = work.answer?.[0] ?? (low + high) / 2;
  const slider = h("input", { type: "range", id: "guess", min: low, max: high, step: fine / 2, value: start, oninput: () => { check.disabled = false; work.keep([Number(slider.value)]); fill(shown, written(Number(slider.value))); slider.setAttribute("aria-valuetext", written(Number(slider.value))); } });
  const shown = h("output", { for: "guess" }, written(start));
  const verdict = createVerdict();
  const svg = s("svg", { role: "img", class: "curves" });
  const pane = h("div", { class: "pane", hidden: true }, svg);
  let gone = false;
  let spec = null;
  const check = h("button", { type: "button", id: "check", class: "primary", disabled: !work.answer, onclick: () => { work.show(); show(); } }, app.text("lesson.check"));
  async function show(how) {
    check.disabled = true;
    slider.disabled = true;
    verdict.open(how);
    fill(verdict.node, app.text("lesson.running"));
    const { values, shares } = await swept(app, step, lesson, "find", (n) => fill(verdict.node, app.text("find.progress", { n, of: PLACES })));
    if (gone) return;
    const guess = Number(slider.value);
    const tip = crossing(values, shares, 0.5);
    drawShares(values, shares, guess, tip);
    const parts = { regime: app.text(`measure.regime.${step.regime}.name`), guess: written(guess), tip: tip === null ? "—" : written(Number(tip.toFixed(3))), distance: tip === null ? "—" : app.voice.number(factor * Math.abs(guess - tip), 2) };
    fill(verdict.node, h("p", {}, h("strong", { id: "distance", "data-tip": tip ?? "" }, app.text(tip === null ? "find.none" : "find.tip", parts))), paragraphs(app, step.after));
    verdict.show(how);
    ready();
  }
  fill(holder, paragraphs(app, step.question), h("div", { class: "from" }, h("label", { for: "guess" }, app.text(`parameter.${step.lever}.name`)), slider, shown), h("div", { class: "lesson-tools" }, check), pane, verdict.node);

  function drawShares(values, shares, guess, tip) {
    const place = (value) => ((value - low) / (high - low)) * (values.length - 1);
    const mark = (value) => shares.map((_, i) => (Math.round(place(value)) === i ? 1 : Number.NaN));
    spec = {
      unit: app.text("find.axis", { regime: app.text(`measure.regime.${step.regime}.name`) }), months: values.length, factor: 100, digits: 0,
      number: (value) => app.voice.number(100 * value, 0), range: [-0.03, 1.08], thresholds: [{ value: 0.5, label: app.text("find.half") }], zero: true,
      lines: [{ label: app.text(`measure.regime.${step.regime}.name`), ink: { line: "#00785a", words: "#00664c" }, dash: "", middle: Float64Array.from(shares), width: 2.6 }],
      window: null, changes: [], read: null, ticks: values.map((value, i) => [i, written(value)]).filter((_, i) => i % 3 === 0),
      marks: marksOf(guess, tip, place),
      words: { month: app.text(`parameter.${step.lever}.name`), coaching: "" }, size: Math.round(14 * (app.state.big ? 1.5 : 1)), told: mark,
    };
    pane.hidden = false;
    redraw();
  }

  /** The guess and the tipping point, each with its name on the side where the other is not. */
  function marksOf(guess, tip, place) {
    const isBefore = tip === null ? place(guess) > 0.6 * PLACES : guess < tip;
    const marks = [{ at: place(guess), label: app.text("find.guess"), colour: INK.sketch.line, anchor: isBefore ? "end" : "start" }];
    if (tip !== null) marks.push({ at: place(tip), label: app.text("find.tipping"), colour: "#000", anchor: isBefore ? "start" : "end" });
    return marks;
  }

  function redraw() {
    if (!spec) return;
    paint(app, svg, spec);
    svg.setAttribute("aria-label", `${spec.unit}: ${spec.ticks.map(([i, text]) => `${text}: ${spec.number(spec.lines[0].middle[i])}`).join("; ")}`);
  }

  if (work.isShown) show({ isBack: true });
  return { redraw, leave: () => (gone = true) };
}

/** Return { values, shares } of a lever that is swept: in which share of the worlds the regime comes about; `tell` hears how many are done. */
export async function swept(app, step, lesson, key, tell = null) {
  const [low, high] = endsOf(step, app.card);
  const values = Array.from({ length: PLACES }, (_, i) => Number((low + ((high - low) * i) / (PLACES - 1)).toPrecision(8)));
  const base = step.worlds ?? lesson.worlds;
  let finished = 0;
  const shares = await Promise.all(values.map(async (value, i) => {
    const changes = [...(base.changes ?? []).filter((change) => change.name !== step.lever), { month: step.month ?? 24, name: step.lever, value }];
    const result = await ran(app, { ...base, changes }, `${key} ${i}`, SWEEP);
    const counts = result?.regimes();
    tell?.(++finished);
    return result ? counts[step.regime] / worldsWith(app, counts) : Number.NaN;
  }));
  return { values, shares };
}

/** Return where a rising curve first crosses a level, or null. */
export function crossing(values, shares, level) {
  for (let i = 1; i < values.length; i++)
    if (shares[i - 1] < level && shares[i] >= level)
      return values[i - 1] + ((level - shares[i - 1]) / (shares[i] - shares[i - 1])) * (values[i] - values[i - 1]);
  return null;
}
