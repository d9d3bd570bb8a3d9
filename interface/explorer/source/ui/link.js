/** Link: a state as the part of the address after "#", in the words of the command line, and back again, checked. */

import { ALWAYS } from "../engine/settings.js";
import { checkIn, checkOf, partsReceived } from "./seal.js";
import { LEVELS, MOST_KEPT, PLACES, QUANTITIES, SEALED, setsOf, settingsOf, START, STATUS_QUO, VIEWS, withChange } from "./state.js";

/** Links of this version end in a check. Those of the one before, and those made by hand, have none. */
export const LINK_VERSION = 2;
const UNCHECKED = 1;
/** Lessons that a teacher opened from a file: a link names the file, and carries nothing of it. */
const OWN = "own-";
const OWN_LESSON = /^own-[\w-]{1,240}$/;
/** What an arrow that somebody drew says: that more leads to more, or to less. */
const GUESSED = { more: 1, less: -1 };
const LAST_MONTH = 599;
const LAST_STEP = 999;
/** Parts of a link that say a kept case, and what was changed in it. */
const KEPT = new RegExp(`^keep[1-${MOST_KEPT}]$`);
const KEPT_SET = new RegExp(`^keep[1-${MOST_KEPT}]set$`);

/** Return the part of the address after "#", which restores the state. Only what differs from the start is in it. */
export function linkOf(state) {
  const parts = [["v", LINK_VERSION]];
  const add = (name, value, usual) => {
    if (value !== usual) parts.push([name, value]);
  };
  parts.push(["lang", state.language], ["view", state.view]);
  add("size", state.size, START.size);
  add("seed", state.seed, START.seed);
  add("uncertainty", state.uncertainty, START.uncertainty);
  add("scenario", state.a.scenario, STATUS_QUO);
  for (const one of setsOf(state.a)) parts.push(["set", one]);
  if (state.b) {
    parts.push(["b", state.b.scenario]);
    for (const one of setsOf(state.b)) parts.push(["bset", one]);
  }
  state.kept.forEach((one, i) => {
    parts.push([`keep${i + 1}`, one.scenario]);
    for (const set of setsOf(one)) parts.push([`keep${i + 1}set`, set]);
  });
  add("quo", state.quo, START.quo);
  add("eligible", state.eligible, START.eligible);
  for (const [name, value] of Object.entries(state.assume)) parts.push(["assume", `${name}=${value}`]);
  for (const cut of state.cuts) parts.push(["cut", cut]);
  add("month", state.month, START.month);
  add("quantity", state.quantity, START.quantity);
  add("by", state.by, START.by);
  if (state.lesson) {
    parts.push(["lesson", state.lesson]);
    add("step", state.step, START.step);
  }
  add("stage", state.stage, START.stage);
  if (state.guess) parts.push(["guess", guessSaid(state.guess)]);
  add("pupils", state.pupils, START.pupils);
  if (state.big) parts.push(["big", 1]);
  parts.push(["check", checkOf(parts)]);
  return parts.map(([name, value]) => `${name}=${encodeURIComponent(value).replace(/%3D/g, "=").replace(/%40/g, "@")}`).join("&");
}

/** Return whether a lesson is one from a file. */
export const isOwn = (lesson) => lesson.startsWith(OWN);

/** Return the id of the lesson in a file of this name. */
export const ownLesson = (file) => `${OWN}${file.replace(/\.json$/i, "").replace(/[^a-z\d-]/giu, (sign) => `_${sign.codePointAt(0).toString(16)}_`)}`;

/** Return the name of the file that a lesson of one's own is from. */
export const fileOf = (lesson) => `${lesson.slice(OWN.length).replace(/_([\da-f]{1,5})_/g, (_, code) => String.fromCodePoint(Number.parseInt(code, 16)))}.json`;

/** Return an arrow that somebody drew as a link says it: from~to~more. */
const guessSaid = ({ from, to, sign }) => [from, to, sign > 0 ? "more" : "less"].join("~");

/**
 * Return { state, problems, isChecked } of a link. Where there is any problem the state is the start, in the link's
 * language: a link is obeyed as a whole or not at all. A problem is { key, parts } for the page's texts. A link that is
 * obeyed and not checked has no check, so that nobody knows whether it is whole.
 */
export function stateOfLink(text, card, engine, lessons) {
  const problems = [];
  const refuse = (key, parts = {}) => problems.push({ key: `link.${key}`, parts });
  const state = structuredClone(START);
  const plain = text.replace(/^#/, "");
  if (!plain) return { state, problems, isChecked: true };
  const told = /(?:^|&)lang=(en|es)(?:&|$)/.exec(plain);
  if (told) state.language = told[1];
  const refused = () => ({ state, problems, isChecked: false });
  const pairs = partsReceived(plain);
  if (!pairs) {
    refuse("broken");
    return refused();
  }
  const version = pairs.find(([name]) => name === "v")?.[1];
  if (![UNCHECKED, LINK_VERSION].map(String).includes(version)) {
    refuse("version", { version: shortened(version ?? "—"), known: LINK_VERSION });
    return refused();
  }
  const isChecked = version === String(LINK_VERSION);
  const check = checkIn(pairs);
  if (check === null || (isChecked && check === undefined)) refuse("cut");
  else if (check !== undefined && check !== checkOf(pairs)) refuse("changed", { check });
  const read = { ...structuredClone(START), language: state.language };
  const scenarios = card.scenarios.map((scenario) => scenario.name);
  const seen = new Set();
  for (const [name, value] of pairs) {
    const once = onceOf(name, value);
    if (seen.has(once)) refuse("twice", { name: shortened(once) });
    seen.add(once);
    readPart(read, name, value, { card, scenarios, lessons, refuse });
  }
  read.kept = read.kept.filter(Boolean);
  checkStep(read, lessons, refuse);
  if (!problems.length && engine) problems.push(...problemsOf(read, engine), ...problemsOfKept(read, engine));
  return problems.length ? refused() : { state: read, problems, isChecked };
}

/** Return what a link may say once: a part, a loop, or a lever, whose value in all months is that from month 0 on. */
function onceOf(name, value) {
  if (name === "cut") return `cut=${value}`;
  if (!["set", "bset", "assume"].includes(name) && !KEPT_SET.test(name)) return name;
  return `${name}=${value.slice(0, value.lastIndexOf("=")).replace(/@0*/, "@").replace(/@$/, "")}`;
}

function readPart(read, name, value, { card, scenarios, lessons, refuse }) {
  const among = (known, put) => {
    if (known.includes(value)) put(value);
    else refuse("choice", { name, value: shortened(value), known: known.join(", ") });
  };
  /** A scenario or size that is not among the page's own is from a file, which no link carries. */
  const named = (known, put) => {
    if (known.includes(value)) put(value);
    else refuse("from_file", { name, value: shortened(value), known: known.join(", ") });
  };
  const whole = (low, high, put) => {
    const number = Number(value);
    if (/^\d{1,16}$/.test(value) && number >= low && number <= high) put(number);
    else refuse("whole", { name, value: shortened(value), low, high });
  };
  switch (name) {
    case "v":
    case "check":
      break;
    case "lang":
      among(["en", "es"], () => {});
      break;
    case "view":
      among(VIEWS, (found) => (read.view = found));
      break;
    case "size":
      named(Object.keys(card.sizes), (found) => (read.size = found));
      break;
    case "seed":
      whole(0, Number.MAX_SAFE_INTEGER, (found) => (read.seed = found));
      break;
    case "uncertainty":
      among(["plausible", "none"], (found) => (read.uncertainty = found));
      break;
    case "scenario":
      named(scenarios, (found) => (read.a.scenario = found));
      break;
    case "b":
      named(scenarios, (found) => (read.b = { values: {}, changes: [], ...read.b, scenario: found }));
      break;
    case "quo":
      named(scenarios, (found) => (read.quo = found));
      break;
    case "set":
      readSet(read.a, value, card, refuse);
      break;
    case "bset":
      read.b ??= { scenario: STATUS_QUO, values: {}, changes: [] };
      readSet(read.b, value, card, refuse);
      break;
    case "assume":
      readAssumption(read, value, card, refuse);
      break;
    case "cut":
      among(card.loops.map((loop) => loop.name), (found) => (read.cuts = [...read.cuts, found]));
      break;
    case "month":
      whole(0, LAST_MONTH, (found) => (read.month = found));
      break;
    case "quantity":
      among(QUANTITIES, (found) => (read.quantity = found));
      break;
    case "by":
      among(["none", ...LEVELS], (found) => (read.by = found));
      break;
    case "lesson":
      if (OWN_LESSON.test(value)) read.lesson = value; // where its file is not at hand, the page asks for it
      else among(lessons.map((lesson) => lesson.id), (found) => (read.lesson = found));
      break;
    case "step":
      if (PLACES.includes(value)) read.step = value;
      else whole(1, LAST_STEP, (found) => (read.step = found));
      break;
    case "stage":
      among(card.stages.slice(1).map((stage) => stage.name), (found) => (read.stage = found));
      break;
    case "guess":
      readGuess(read, value, card, refuse);
      break;
    case "pupils":
      if (SEALED.test(value)) read.pupils = value;
      else refuse("pupils", { value: shortened(value) });
      break;
    case "teacher":
      read.teacher = value; // no part of the state: it opens what is shut for pupils, once
      break;
    case "big":
      among(["1"], () => (read.big = true));
      break;
    case "eligible":
      if (Number(value) >= card.eligible.low && Number(value) <= card.eligible.high) read.eligible = Number(value);
      else refuse("whole_share", { name, value: shortened(value), low: card.eligible.low, high: card.eligible.high });
      break;
    default:
      if (KEPT.test(name)) named(scenarios, (found) => (keptIn(read, name).scenario = found));
      else if (KEPT_SET.test(name)) readSet(keptIn(read, name), value, card, refuse);
      else refuse("unknown", { name: shortened(name) });
  }
}

/** A step is one of the lesson that the link names. */
function checkStep({ lesson, step }, lessons, refuse) {
  if (step === START.step) return;
  const high = lessons.find(({ id }) => id === lesson)?.steps.length ?? (lesson && isOwn(lesson) ? LAST_STEP : 0);
  if (!high) refuse("step_alone");
  else if (step > high) refuse("whole", { name: "step", value: step, low: 1, high });
}

/** An arrow goes from a variable of the diagram to another, or back to itself. */
function readGuess(read, text, card, refuse) {
  const [from, to, way, ...more] = text.split("~");
  const isKnown = [from, to].every((name) => card.stages.at(-1).boxes.includes(name)) && Object.hasOwn(GUESSED, way ?? "");
  if (isKnown && !more.length) read.guess = { from, to, sign: GUESSED[way] };
  else refuse("guess", { value: shortened(text) });
}

/** Return the kept case that a part of a link speaks of. */
function keptIn(read, name) {
  const place = Number(/\d/.exec(name)[0]) - 1;
  return (read.kept[place] ??= { scenario: STATUS_QUO, values: {}, changes: [] });
}

function readSet(asked, text, card, refuse) {
  const form = /^([\w.]+)(?:@(\d{1,3}))?(?:\[(.+)\])?=([^=\]]+)$/.exec(text);
  if (form && isReplaced(form[1], card, refuse)) return;
  const parameter = form && card.parameters.find((one) => one.name === form[1]);
  if (!parameter || parameter.kind !== "lever") return refuse("lever", { value: shortened(text) });
  const value = valueOf(parameter, form[4]);
  const where = form[3]?.split(";").map((place) => place.trim());
  const month = form[2] === undefined ? ALWAYS : Number(form[2]);
  if (where) asked.changes = withChange(asked.changes, { month, name: parameter.name, value, where });
  else if (form[2] === undefined) asked.values = { ...asked.values, [parameter.name]: value };
  else asked.changes = withChange(asked.changes, { month, name: parameter.name, value });
}

function readAssumption(read, text, card, refuse) {
  const form = /^([\w.]+)=(.+)$/.exec(text);
  if (form && isReplaced(form[1], card, refuse)) return;
  const parameter = form && card.parameters.find((one) => one.name === form[1]);
  if (!parameter || parameter.kind === "lever") return refuse("assumption", { value: shortened(text) });
  read.assume = { ...read.assume, [parameter.name]: valueOf(parameter, form[2]) };
}

/** Return whether a link is of an older model, of which this name is gone; if so, say what stands in its place. */
function isReplaced(name, card, refuse) {
  if (!Object.hasOwn(card.replaced, name)) return false;
  refuse("replaced", { name, by: card.replaced[name] });
  return true;
}

function valueOf(parameter, text) {
  return parameter.choices?.length ? text : /^-?(\d+(\.\d+)?|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : text;
}

/** Return what the engine refuses in kept cases; that one runs in other places is no fault of a link. */
function problemsOfKept(state, engine) {
  return state.kept.flatMap((_, i) => engine.check(settingsOf(state, i)).filter(({ code }) => code !== "tied").map(inWords));
}

/** Return what the engine refuses in a state, as problems with a text. */
export function problemsOf(state, engine) {
  const cases = ["a", ...(state.b ? ["b"] : []), ...(state.quo === START.quo ? [] : ["reference"])];
  return cases.flatMap((which) => engine.check(settingsOf(state, which)).map(inWords));
}

/** Return what the engine refuses as a problem with a text. */
export function inWords(problem) {
  const allowed = [problem.allowed ?? ""].flat().join(", ");
  return { key: `problem.${problem.code}`, parts: { ...problem, value: shortened(problem.value), allowed } };
}

/** Return a value as a message quotes it. */
export function shortened(value) {
  const text = String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
