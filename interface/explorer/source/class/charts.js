/** Charts: what a step draws, for a class and on paper: the question without its answer, many sketches, and the model's curve. */

import { drawing, rangeOf } from "../ui/chart.js";
import { s } from "../ui/dom.js";
import { createKey, drawKey } from "../ui/key.js";
import { INK } from "../ui/palette.js";
import { axisOf, bandOfCurve, lineOf, monthsOf, ran, settingsOf, specOf } from "../views/lessons/charts.js";
import { curvesCut, cutLines, explained, explainLines, wayOf, WAYS } from "../views/lessons/cut.js";
import { leastOf } from "../views/lessons/ideas.js";
import { curveOf, knotsFrom } from "../views/lessons/knots.js";
import { SOON } from "../views/lessons/running.js";
import { roomToDraw } from "../views/lessons/steps.js";
import { unitOf } from "../views/lessons/units.js";

/** A month from which a sketch begins where a lesson says none. */
const FROM = 24;

/** Return what requests of a step are called: those of one name replace each other, and all steps of a lesson run at once. */
export const keyOf = (step, lesson) => `class ${lesson.steps.indexOf(step)}`;

/** Return what a sketch step needs before anything is run: { ground, given, known, model, spec }, without lines of the model's. */
export function emptySketchOf(app, step, lesson) {
  const settings = settingsOf(app, step.curve.worlds ?? step.worlds ?? lesson.worlds);
  const months = monthsOf(app, step, settings);
  const ground = { months, knots: knotsFrom(step.from ?? FROM, months), start: Number.NaN, least: 0 };
  const spec = (lines, room = axisOf(app, step.curve).room) => specOf(app, step.curve, lines, settings, holding(room, lines), months);
  return { ground, given: [], known: null, model: null, spec };
}

/**
 * Run what a sketch step needs; returns the same with the model's lines: `known` before and `model` with the answer. `soon`
 * is told the same of the first worlds, and of how many of all: `worlds`, { n, of }.
 * @param {(model: object) => void} soon
 */
export async function sketchOf(app, step, lesson, soon = () => {}) {
  const worlds = step.worlds ?? lesson.worlds;
  const curves = [step.curve, ...(step.given ?? [])];
  const first = [];
  const tellOf = (i) => (result) => {
    const isTold = curves.every((_, k) => first[k]);
    first[i] ??= result;
    if (isTold || !curves.every((_, k) => first[k]) || first.every(({ done }) => done)) return;
    soon({ ...sketchFrom(app, step, lesson, first), worlds: { n: Math.min(...first.map(({ replicates }) => replicates)), of: result.of } });
  };
  const results = await Promise.all(curves.map((curve, i) => ran(app, curve.worlds ?? worlds, `${keyOf(step, lesson)} curve ${i}`, undefined, { first: SOON, tell: tellOf(i) })));
  return results.some((result) => !result) ? null : sketchFrom(app, step, lesson, results);
}

/** Return what a sketch step needs, of the results of its curve and of those given. */
function sketchFrom(app, step, lesson, results) {
  const { ground, spec } = emptySketchOf(app, step, lesson);
  const given = step.given ?? [];
  const { months, knots: [from] } = ground;
  const model = lineOf(app, step.curve, results[0], months);
  const others = given.map((curve, i) => lineOf(app, curve, results[i + 1], months));
  const known = { ...lineOf(app, step.curve, results[0], months, { banded: false }), label: "" };
  known.middle = known.middle.map((value, month) => (month <= from ? value : Number.NaN));
  const middles = [step.curve, ...given].map((curve, i) => bandOfCurve(curve, results[i], months)[1]);
  const start = Number.isFinite(middles[0][from]) ? middles[0][from] : 0;
  const room = roomToDraw([...others, model], axisOf(app, step.curve).room);
  return { ground: { ...ground, start, least: leastOf(middles, from, unitOf(step.curve)) }, given: others, known, model, spec: (lines) => spec(lines, room) };
}

/** Return a range that holds some lines, which may have been drawn where there was more room. */
function holding(room, lines) {
  const known = lines.flatMap(({ middle }) => [...middle].filter(Number.isFinite));
  return [Math.min(room[0], ...known), Math.max(room[1], ...known)];
}

/** Return the line of a pupil's sketch. */
export function sketchLine({ knots, start, months }, answer, { label = "", width = 1.3, dash = "" } = {}) {
  return { label, ink: INK.sketch, dash, width, middle: curveOf(knots, [start, ...answer], months) };
}

/** Return a chart of curves that a step shows without asking. */
export async function curvesOf(app, step, lesson) {
  const worldsOf = (curve) => curve.worlds ?? step.worlds ?? lesson.worlds;
  const results = await Promise.all(step.curves.map((curve, i) => ran(app, worldsOf(curve), `${keyOf(step, lesson)} shown ${i}`)));
  if (results.some((result) => !result)) return null;
  const settings = settingsOf(app, worldsOf(step.curves[0]));
  const months = monthsOf(app, step, settings);
  const lines = step.curves.map((curve, i) => lineOf(app, curve, results[i], months));
  const range = rangeOf(lines, { span: axisOf(app, step.curves[0]).span, with: step.curves[0].gain ? [0] : [] });
  return specOf(app, step.curves[0], lines, settings, range, months);
}

/** Return a chart of a curve as it is, and without each of the loops that a step speaks of, and which option holds: { spec, right }. */
export async function cutsOf(app, step, lesson) {
  const worlds = step.curve.worlds ?? step.worlds ?? lesson.worlds;
  const loops = step.loops ?? [step.loop];
  const curves = curvesCut(step);
  const runs = await Promise.all([[], ...loops.map((name) => [name])].map(async (cuts) => ({ cuts, found: await Promise.all(curves.map((curve, i) => ran(app, curve.worlds ?? step.worlds ?? lesson.worlds, `${keyOf(step, lesson)} cut ${cuts} ${i}`, undefined, { cuts }))) })));
  if (runs.some(({ found }) => found.some((result) => !result))) return null;
  const results = runs.map(({ cuts, found }) => ({ cuts, of: (curve) => found[curves.indexOf(curve)] }));
  const settings = settingsOf(app, worlds);
  const months = monthsOf(app, step, settings);
  const middles = results.map(({ of }) => bandOfCurve(step.curve, of(step.curve), months)[1]);
  const [whole, ...without] = middles.map((middle) => middle[step.month ?? months - 1]);
  const found = step.loops ? explained(step, whole, (key) => without[loops.indexOf(key)]).found : null;
  const lines = (step.loops ? explainLines : cutLines)(app, step, results, months, found);
  const range = rangeOf(lines, { span: axisOf(app, step.curve).span, with: step.curve.gain ? [0] : [] });
  const right = step.loops ? step.loops.indexOf(found)
    : WAYS.indexOf(wayOf(whole, without[0], leastOf(middles, step.from ?? FROM, unitOf(step.curve))));
  return { spec: specOf(app, step.curve, lines, settings, range, months), right };
}

/** Return a drawing of a spec, with its key where it is too narrow for names beside the lines. */
export function figureOf(spec, { width = 680, height = 270, label = "" } = {}) {
  const key = createKey();
  drawKey(key, spec, width);
  const svg = s("svg", { class: "curves", viewBox: `0 0 ${width} ${height}`, width, height, "font-size": spec.size, role: "img", "aria-label": label });
  svg.innerHTML = drawing(spec, width, height);
  return [svg, key];
}
