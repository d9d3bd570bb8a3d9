/**
 * Cut: predict what becomes of a curve where a loop is cut, or which of some loops explains it; then each is cut, from
 * the first month of mentoring on, in the same worlds.
 */

import { rangeOf } from "../../ui/chart.js";
import { fill, h } from "../../ui/dom.js";
import { DASH, INK } from "../../ui/palette.js";
import { axisOf, bandOfCurve, createChart, dottedOf, lineOf, monthsOf, settingsOf, specOf } from "./charts.js";
import { BOUNDS, leastOf } from "./ideas.js";
import { createCheck, createChoice, createVerdict, judged, laid, paragraphs } from "./laid.js";
import { loopOf } from "./loop.js";
import { createRunning } from "./running.js";
import { unitOf } from "./units.js";

/** What may become of a curve. */
export const WAYS = ["more", "same", "less"];
/** Dashes of lines of one colour. */
const DASHES = ["", "9 5", "3 4", "12 4 2 4"];

/** Return which of the ways a cut goes: what is no difference is decided as for sketches. */
export const wayOf = (whole, cut, least) => (Math.abs(cut - whole) <= least ? "same" : cut > whole ? "more" : "less");

/** Return [{ key, value, by }] of what a curve is without each of some loops, from the one that explains most on; and that one, or "none". */
export function explained(step, whole, without) {
  const sign = step.way === "up" ? 1 : -1;
  const effects = step.loops.map((key) => ({ key, value: without(key), by: sign * (without(key) - whole) }));
  effects.sort((one, other) => other.by - one.by);
  return { effects, found: effects[0].by > BOUNDS[unitOf(step.curve)][0] ? effects[0].key : "none" };
}

/** Predict whether a curve lies higher, about as high or lower in a month where a loop is cut. */
export function cutStep(app, holder, step, lesson, ready, work) {
  const loop = loopOf(app, step.loop);
  const options = WAYS.map((way) => ({ id: `way-${way}`, value: way, words: app.text(`cut.way.${way}`) }));
  return cutting(app, holder, step, lesson, ready, work, {
    about: h("p", { class: "loop-card" }, h("b", {}, `${loop.name}.`), h("span", {}, ` ${loop.words} `, h("b", {}, app.text("cut.means")), ` ${loop.cut}`)),
    options, cuts: [[], [step.loop]],
    judge: ({ middle, least, month, number }, picked) => {
      const [whole, cut] = [middle([]), middle([step.loop])];
      const found = wayOf(whole, cut, least);
      const parts = { whole: number(whole), cut: number(cut), month, loop: loop.short };
      return { isRight: picked === found, found, says: app.text(`cut.found.${found}`, parts) };
    },
    linesOf: cutLines, curves: curvesCut(step),
  });
}

/** Predict which of some loops explains a curve: the one without which it lies furthest up, or down, in a month. */
export function explainStep(app, holder, step, lesson, ready, work) {
  const loops = step.loops.map((name) => loopOf(app, name));
  const options = loops.map(({ key, name, words }) => ({ id: `loop-${key}`, value: key, words: [h("b", {}, name), h("span", { class: "more" }, `. ${words}`)] }));
  return cutting(app, holder, step, lesson, ready, work, {
    about: null, options, cuts: [[], ...step.loops.map((name) => [name])],
    judge: ({ middle, month, number, plain }, picked) => {
      const whole = middle([]);
      const { effects, found } = explained(step, whole, (key) => middle([key]));
      const nameOf = (asked) => loops.find(({ key }) => key === asked).name;
      const without = effects.map(({ key, value }) => app.text("explain.item", { loop: nameOf(key), value: plain(value) })).join("; ");
      const says = app.text(found === "none" ? "explain.none" : `explain.found.${step.way}`, { loop: nameOf(effects[0].key), whole: number(whole), month, without });
      return { isRight: picked === found, found, says };
    },
    linesOf: explainLines, curves: curvesCut(step),
  });
}

/** Return the curves that are drawn where loops are cut. */
export const curvesCut = (step) => [step.curve, ...(step.beside ?? [])];

/** Return the lines of curves as they are, dotted, and without a loop; `results`: { cuts, of(curve) }, the first of them whole. */
export function cutLines(app, step, results, months) {
  return curvesCut(step).flatMap((curve) => results.map(({ cuts: [name], of }) => {
    const line = lineOf(app, curve, of(curve), months, { banded: false });
    if (!name) return { ...line, dash: dottedOf(curve) };
    const label = app.text("cut.without", { line: line.label, loop: loopOf(app, name).short });
    return { ...line, label, told: label };
  }));
}

/** Return the lines of a curve as it is and without each of some loops; that which explains most stands out. */
export function explainLines(app, step, results, months, found) {
  return results.map(({ cuts: [name], of }, i) => {
    const line = lineOf(app, step.curve, of(step.curve), months, { banded: false });
    if (!name) return { ...line, ink: INK.twin, dash: DASH.quo, width: 2.4 };
    const isFound = name === found;
    const label = app.text("explain.without", { loop: loopOf(app, name).short });
    return { ...line, label, told: label, ink: isFound ? INK.uncoached : INK.all, dash: isFound ? "" : DASHES[i % DASHES.length], width: isFound ? 3 : 1.8 };
  });
}

/** A step that runs its worlds whole and with loops cut, once somebody has said what comes of it. */
function cutting(app, holder, step, lesson, ready, work, { about, options, cuts, curves, judge, linesOf }) {
  const worlds = (curve) => curve.worlds ?? step.worlds ?? lesson.worlds;
  const settings = settingsOf(app, worlds(step.curve));
  const months = monthsOf(app, step, settings);
  const month = step.month ?? months - 1;
  const axis = axisOf(app, step.curve);
  const choice = createChoice(app, { name: "cut", question: step.question, options, onPick: () => check.enable(), work });
  const verdict = createVerdict(work);
  const { nodes, show, redraw } = createChart(app);
  let gone = false;
  const check = createCheck(app, { label: app.text("cut.cut"), show: showCut, work });
  async function showCut(isPredicted) {
    const picked = choice.picked();
    choice.close();
    about?.lastChild.remove(); // the name is enough now, what comes of it needs the room
    verdict.open();
    const running = createRunning(app, app.text("cut.running"));
    fill(verdict.node, running.node);
    const asked = cuts.flatMap((these) => curves.map((curve, i) => ({ worlds: worlds(curve), key: `cut ${these} ${i}`, cuts: these })));
    const results = await running.run(asked, (first) => !gone && draw(byCut(first), "", false));
    if (gone || !results) return;
    const all = byCut(results);
    const middles = new Map(all.map((one) => [String(one.cuts), bandOfCurve(step.curve, one.of(step.curve), months)[1]]));
    const least = leastOf([...middles.values()], step.from ?? 24, unitOf(step.curve));
    const plain = (value) => app.voice.number(axis.factor * value, axis.factor === 1 ? 2 : 1);
    const number = (value) => `${plain(value)} ${axis.apart}`.trim();
    const said = judge({ middle: (these) => middles.get(String(these))[month], least, month, number, plain }, picked);
    fill(verdict.node, judged(app, { isPredicted, isRight: said.isRight, id: "cut-found", data: { found: said.found } }, said.says), paragraphs(app, step.after));
    draw(all, said.found);
    verdict.show();
    ready();
  }
  const byCut = (results) => cuts.map((these, k) => ({ cuts: these, of: (curve) => results[k * curves.length + curves.indexOf(curve)] }));
  const draw = (all, found, isDone = true) => show(() => {
    const lines = linesOf(app, step, all, months, found);
    return specOf(app, step.curve, lines, settings, rangeOf(lines, { span: axis.span, with: step.curve.gain ? [0] : [] }), months);
  }, isDone);
  laid(holder, { ask: [about, choice.group, check.node], see: nodes, tell: verdict.node });
  check.resume();
  return { redraw, leave: () => (gone = true) };
}
