/** Own lessons: a teacher's file, checked before it is shown, so that a mistake is told and not met in class. */

import isSound from "lesson-check";
import { inWords, ownLesson, shortened } from "../../ui/link.js";
import { dataOf, textOf, written } from "./file.js";
import { KNOTS } from "./knots.js";
import { unitOf } from "./units.js";

/** Where an allowed value is one of more than these, they are not listed. */
const LISTED = 40;
/** Steps that ask for something that the model answers: a lesson needs one. */
const PREDICTED = ["sketch", "regime", "find", "compare", "cut", "explain"];

/** Return { lesson, problems } of a file; `problems` are { key, parts, line, path } for the page's texts. */
export async function lessonOf(file, card, engine) {
  const { text, problems } = await textOf(file);
  if (problems.length) return { lesson: null, problems };
  const { data, problems: found, lineOf } = dataOf(text);
  if (!found.length) {
    const asked = problemsOfLesson(data, card, (settings) => engine.check(settings));
    found.push(...asked.map(({ at, ...problem }) => ({ ...problem, line: lineOf(at) })));
  }
  found.sort((one, other) => one.line - other.line);
  return found.length ? { lesson: null, problems: found } : { lesson: { ...data, id: ownLesson(file.name), file: file.name }, problems: [] };
}

/** Return what is wrong with a lesson: { key, parts, path, at }, where `at` is the place in the file nearest to `path`. */
export function problemsOfLesson(lesson, card, check) {
  const problems = [];
  const refuse = (path, key, parts = {}, at = path) => problems.push({ key, parts, path: written(path), at });
  const amiss = [];
  if (!isSound(lesson))
    for (const error of isSound.errors) {
      const [key, parts, name] = told(error);
      const inside = placeOf(lesson, error.instancePath);
      const path = name === undefined ? inside : [...inside, name];
      amiss.push(error.keyword === "discriminator" ? inside : path);
      refuse(path, key, parts, name === undefined || error.keyword === "additionalProperties" ? path : inside);
    }
  /** Return whether the schema found nothing amiss at a place, below it or above it. */
  const isFine = (path) => !amiss.some((place) => path.slice(0, place.length).every((key, i) => place[i] === key));
  for (const [path, worlds] of worldsIn(lesson)) if (isFine(path)) checkWorlds(path, worlds, check, refuse);
  const steps = Array.isArray(lesson?.steps) ? lesson.steps : [];
  steps.forEach((step, i) => isFine(["steps", i]) && checkStep(["steps", i], step, card, refuse));
  if (!problems.length && !steps.some(({ kind }) => PREDICTED.includes(kind))) refuse(["steps"], "own.predict");
  return problems;
}

/** Return the path of a JSON pointer: places in lists are numbers. */
function placeOf(lesson, pointer) {
  let inside = lesson;
  return pointer.split("/").slice(1).map((part) => {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    const key = Array.isArray(inside) ? Number(name) : name;
    inside = inside?.[key];
    return key;
  });
}

/** Return [key, parts, name] of what the schema refuses: a text of the page, and a field's name where it is about one. */
function told({ keyword, params, data, parentSchema }) {
  const value = quoted(data);
  const { minimum: low = "−∞", maximum: high = "∞" } = parentSchema;
  switch (keyword) {
    case "required":
      return ["own.missing", {}, params.missingProperty];
    case "additionalProperties":
      return ["own.unknown", { known: Object.keys(parentSchema.properties).join(", ") }, params.additionalProperty];
    case "discriminator":
      return ["own.choice", { value: quoted(data.kind), known: parentSchema.oneOf.map(({ properties }) => properties.kind.const).join(", ") }, "kind"];
    case "enum": {
      const known = params.allowedValues;
      if (known.length <= LISTED) return ["own.choice", { value, known: known.join(", ") }];
      return ["own.choice_of_many", { value, n: known.length, known: known.slice(0, 3).join(", ") }];
    }
    case "type":
      return [`own.type.${[params.type].flat().join("_")}`, { value }];
    case "pattern":
      return ["own.empty", {}];
    case "minItems":
      return ["own.few", { n: data.length, least: params.limit }];
    case "minimum":
    case "maximum":
      return ["own.range", { value, low, high }];
    default:
      return ["own.wrong", { value }];
  }
}

const quoted = (data) => shortened(typeof data === "number" ? data : (JSON.stringify(data) ?? "—"));

/** Return [path, worlds] of all worlds in a lesson, however broken it is otherwise. */
function worldsIn(part, path = []) {
  if (typeof part !== "object" || part === null) return [];
  return Object.entries(part).flatMap(([name, inside]) => {
    const place = [...path, Array.isArray(part) ? Number(name) : name];
    return name === "worlds" ? [[place, inside]] : worldsIn(inside, place);
  });
}

/** The model's own check, and levers said twice. */
function checkWorlds(path, { scenario = "baseline", values = {}, changes = [] }, check, refuse) {
  const seen = new Set(Object.keys(values).map((name) => `${name}@0`));
  changes.forEach(({ month, name }, i) => {
    const lever = `${name}@${month}`;
    if (seen.has(lever)) refuse([...path, "changes", i], "own.lever", { lever });
    seen.add(lever);
  });
  const settings = { scenario, size: "classroom", values, changes, cuts: [], uncertainty: "plausible" };
  const told = new Set();
  for (const problem of check(settings)) {
    const { name, code, value } = problem;
    const i = changes.findIndex((change, place) => !told.has(place) && change.name === name && [change.value, change.month].includes(value));
    const place = code === "scenario" ? ["scenario"] : Object.hasOwn(values, name) && values[name] === value ? ["values", name] : i >= 0 ? ["changes", i] : [];
    if (place[0] === "changes") told.add(i);
    const { key, parts } = inWords(problem);
    refuse([...path, ...place], key, parts);
  }
}

/** What hangs on more than one field of a step. */
function checkStep(path, step, card, refuse) {
  const { kind, options, right } = step;
  const more = kind === "cut" ? "beside" : "given";
  const curves = step.curves ?? (step.curve ? [step.curve, ...(step[more] ?? [])] : []);
  const place = (i) => [...path, ...(step.curves ? ["curves", i] : i ? [more, i - 1] : ["curve"])];
  curves.forEach((curve, i) => {
    if (curve.gain && /^overstated\.|\.twin$/.test(curve.series)) refuse([...place(i), "gain"], "own.gain", { series: curve.series });
    if (unitOf(curve) !== unitOf(curves[0])) refuse(place(i), "own.unit", { series: curve.series, first: curves[0].series });
  });
  const isIdle = step.worlds && !step.singles && !["regime", "find"].includes(kind) && curves.every((curve) => curve.worlds);
  if (isIdle) refuse([...path, "worlds"], "own.idle");
  if (kind === "choose" && right >= options.length) refuse([...path, "right"], "own.range", { value: right, low: 0, high: options.length - 1 });
  checkMonths(path, step, refuse);
  if (kind === "find") checkSweep(path, step, card, refuse);
  if (step.singles) checkSweep([...path, "singles"], step.singles, card, refuse);
}

/** The ends of a lever's sweep lie within its range, one below the other. */
function checkSweep(path, { lever, low, high }, card, refuse) {
  const parameter = card.parameters.find(({ name }) => name === lever);
  for (const [name, value] of Object.entries({ low, high }))
    if (value < parameter.low || value > parameter.high) refuse([...path, name], "own.range", { value, low: parameter.low, high: parameter.high });
  if ((low ?? parameter.low) >= (high ?? parameter.high)) refuse([...path, low === undefined ? "high" : "low"], "own.order", { low: low ?? parameter.low, high: high ?? parameter.high });
}

/** Months of a step follow each other, with room to draw between them. */
function checkMonths(path, { kind, from = 24, until, month }, refuse) {
  if (until === undefined) return;
  const least = kind === "sketch" ? from + KNOTS - 1 : 1;
  if (until < least) refuse([...path, "until"], "own.range", { value: until, low: least, high: "∞" });
  if (month > until) refuse([...path, "month"], "own.range", { value: month, low: 0, high: until });
}
