/** Find: guess where a regime reaches half of the worlds along a lever; then the lever is swept. */

import { fill, h } from "../../ui/dom.js";
import { INK } from "../../ui/palette.js";
import { worldsWith } from "../../ui/regimes.js";
import { writtenAs } from "../desk/levers.js";
import { createChart, sizeOfWords } from "./charts.js";
import { createCheck, createVerdict, laid, paragraphs } from "./laid.js";
import { createRunning } from "./running.js";
import { placesOf, sweep } from "./sweep.js";

/** A mark so near to an end of the axis, as a share of it, has its name on the side where there is room. */
const EDGE = 0.3;

export function findStep(app, holder, step, lesson, ready, work) {
  const { factor, step: fine } = writtenAs(app.parameters.get(step.lever));
  const { low, high, values, written, name } = placesOf(app, step);
  const regime = app.text(`measure.regime.${step.regime}.name`);
  const start = work.answer?.[0] ?? (low + high) / 2;
  const slider = h("input", { type: "range", id: "guess", min: low, max: high, step: fine / 2, value: start, oninput: () => { check.enable(); work.keep([Number(slider.value)]); fill(shown, written(Number(slider.value))); slider.setAttribute("aria-valuetext", written(Number(slider.value))); } });
  const shown = h("output", { for: "guess" }, written(start));
  const verdict = createVerdict(work);
  const chart = createChart(app);
  let gone = false;
  const check = createCheck(app, { label: app.text("lesson.check"), show, work });
  async function show(isPredicted) {
    slider.disabled = true;
    verdict.open();
    const guess = isPredicted ? Number(slider.value) : null;
    const running = createRunning(app);
    fill(verdict.node, running.node);
    const draw = (results, isDone) => {
      const shares = results.map((result) => result.regimes()[step.regime] / worldsWith(app, result.regimes()));
      const tip = crossing(values, shares, 0.5);
      chart.show(() => specOfShares(shares, guess, tip), isDone);
      return tip;
    };
    const results = await running.run(sweep(step.worlds ?? lesson.worlds, step, values), (first) => !gone && draw(first, false));
    if (gone || !results) return;
    const tip = draw(results, true);
    const parts = { regime, guess: guess === null ? "" : written(guess), tip: tip === null ? "—" : written(Number(tip.toFixed(3))), distance: tip === null ? "—" : app.voice.number(factor * Math.abs(guess - tip), 2) };
    fill(verdict.node, h("p", {}, h("strong", { id: "distance", "data-tip": tip ?? "" }, app.text(`find.${tip === null ? "none" : "tip"}${isPredicted ? "" : "_alone"}`, parts))), paragraphs(app, step.after));
    verdict.show();
    ready();
  }
  laid(holder, { ask: [paragraphs(app, step.question), h("div", { class: "from" }, h("label", { for: "guess" }, name), slider, shown), check.node], see: chart.nodes, tell: verdict.node });

  function specOfShares(shares, guess, tip) {
    const place = (value) => ((value - low) / (high - low)) * (values.length - 1);
    const told = values.map((value, i) => `${written(value)}: ${app.voice.number(100 * shares[i], 0)}`).join("; ");
    const unit = app.text("find.axis", { regime });
    return {
      unit, months: values.length, factor: 100, digits: 0, sentence: `${unit}: ${told}`, rowName: (i) => written(values[i]),
      number: (value) => app.voice.number(100 * value, 0), range: [-0.03, 1.08], thresholds: [{ value: 0.5, label: app.text("find.half") }], zero: true,
      lines: [{ label: regime, ink: { line: "#00785a", words: "#00664c" }, dash: "", middle: Float64Array.from(shares), width: 2.6 }],
      window: null, changes: [], read: null, ticks: values.map((value, i) => [i, written(value)]).filter((_, i) => i % 3 === 0),
      marks: marksOf(guess, tip, place), words: { month: name, coaching: "" }, size: sizeOfWords(app),
    };
  }

  /** The guess and the tipping point, each with its name on the side where the other is not, if there is room. */
  function marksOf(guess, tip, place) {
    const share = (value) => (value - low) / (high - low);
    const side = (value, wanted) => (share(value) < EDGE ? "start" : share(value) > 1 - EDGE ? "end" : wanted);
    if (guess === null) return tip === null ? [] : [{ at: place(tip), label: app.text("find.tipping"), colour: "#000", anchor: side(tip, "start") }];
    const isBefore = tip === null ? share(guess) > 0.6 : guess < tip;
    const marks = [{ at: place(guess), label: app.text("find.guess"), colour: INK.sketch.line, anchor: side(guess, isBefore ? "end" : "start") }];
    if (tip !== null) marks.push({ at: place(tip), label: app.text("find.tipping"), colour: "#000", anchor: side(tip, isBefore ? "start" : "end") });
    return marks;
  }

  check.resume();
  return { redraw: chart.redraw, leave: () => (gone = true) };
}

/** Return where a rising curve first crosses a level, or null. */
export function crossing(values, shares, level) {
  for (let i = 1; i < values.length; i++)
    if (shares[i - 1] < level && shares[i] >= level)
      return values[i - 1] + ((level - shares[i - 1]) / (shares[i] - shares[i - 1])) * (values[i] - values[i - 1]);
  return null;
}
