/**
 * State: what the page is asked, as one plain object that is never changed in place. ui/link.js writes it into the
 * address, ui/history.js undoes.
 *
 * A case (A or B) is a scenario and what was changed in it; the status quo is a scenario, that of the library unless
 * somebody chooses another. Assumptions hold in both, and in the
 * status quo, so that differences are due to the levers alone.
 */

import { setOf } from "../engine/settings.js";

export const VIEWS = ["desk", "map", "loops", "lessons", "assumptions"];
/** Places that results can be told of, each by itself. */
export const LEVELS = ["region", "network"];
export const STATUS_QUO = "baseline";
const FULL = 400;
/** Of a world of more than so many teams, fewer. */
const MANY = 1000;
const FEW = 64;

export const START = {
  language: "en",
  view: "desk",
  size: "default",
  seed: 1,
  uncertainty: "plausible",
  a: { scenario: STATUS_QUO, values: {}, changes: [] },
  b: null,
  quo: STATUS_QUO,
  kept: [],
  eligible: null,
  assume: {},
  cuts: [],
  month: 24,
  quantity: "safety",
  by: "none",
  lesson: null,
  step: 1,
  stage: null,
  guess: null,
  pupils: null,
  big: false,
};

/** Where one can be in a lesson beside its steps, which are numbered from 1: its end, and what is made of it for a class and on paper. */
export const PLACES = ["end", "class", "worksheet", "handin", "key"];
/** What of a link for pupils stands in it: that no word opens it, or digits of the teacher's word. */
export const SEALED = /^(1|[0-9a-f]{16})$/;

/** So many cases can be kept beside A and B. */
export const MOST_KEPT = 6;

/** Return a case of a state: "a", "b", the number of one that was kept, or "reference", the status quo, in which nothing is changed. */
export function caseOf(state, which) {
  return which === "reference" ? { scenario: state.quo, values: {}, changes: [] } : (state[which] ?? state.kept[which]);
}

/** Return the settings the engine runs for one case of a state. */
export function settingsOf(state, which) {
  const asked = caseOf(state, which);
  return {
    scenario: asked.scenario,
    size: state.size,
    values: { ...state.assume, ...asked.values },
    changes: asked.changes,
    by: state.by,
    beside: [state.a.scenario, ...(state.b ? [state.b.scenario] : []), state.quo],
    cuts: [],
    uncertainty: state.uncertainty,
  };
}

/** Return how many replicates a size can be refined to while somebody waits. */
export function replicatesOf({ teams }) {
  return teams > MANY ? FEW : FULL;
}

/** Return in how many worlds each of so many variants of a case is run while somebody waits. */
export function replicatesOfMany({ teams }, variants) {
  const most = teams > MANY ? 16 : teams > 100 ? 64 : 96;
  return variants > 20 ? most / 2 : most;
}

/** What the fourth chart of the desk can show: fields of a group, and of a group and process. */
export const QUANTITIES = [
  "trust", "safety", "candour", "coordination", "motivation", "pressure", "documentation", "unmeasured_care", "identity", "logic",
  "efficacy", "practice", "credit", "overstated",
];

/** Return values with one name left out. */
export function without(values, name) {
  return Object.fromEntries(Object.entries(values).filter(([other]) => other !== name));
}

/** Return what was changed in a case, in the words of the command line: name=value and name@month=value. */
export function setsOf(asked) {
  return [
    ...Object.entries(asked.values).map(([name, value]) => `${name}=${value}`),
    ...asked.changes.map(setOf),
  ];
}

/** Return whether two changes are of the same lever, month and places. */
export function isSameChange(one, other) {
  return one.name === other.name && one.month === other.month && (one.where ?? []).join(";") === (other.where ?? []).join(";");
}

/** Return changes with one more, in the order of their months; it replaces one of the same lever, month and places. */
export function withChange(changes, change) {
  const others = changes.filter((one) => !isSameChange(one, change));
  const order = ({ name, where }) => `${name} ${where?.join() ?? ""}`;
  return [...others, change].sort((x, y) => x.month - y.month || (order(x) < order(y) ? -1 : 1));
}

/**
 * Return the case with a lever set from a month on, or, where it can't be dated, for the whole run.
 * What would change nothing is not kept.
 */
export function withLever(state, which, parameter, value, engine) {
  const asked = state[which];
  if (!parameter.dated) {
    const values = without(asked.values, parameter.name);
    const left = { ...asked, values };
    const usual = engine.valueAt(settingsOf({ ...state, [which]: left }, which), parameter.name, 0);
    return same(parameter, usual, value) ? left : { ...asked, values: { ...values, [parameter.name]: value } };
  }
  const here = { name: parameter.name, month: state.month };
  const changes = asked.changes.filter((one) => !isSameChange(one, here));
  const left = { ...asked, changes };
  const usual = engine.valueAt(settingsOf({ ...state, [which]: left }, which), parameter.name, state.month);
  if (same(parameter, usual, value)) return left;
  return { ...asked, changes: withChange(changes, { month: state.month, name: parameter.name, value }) };
}

function same(parameter, number, value) {
  if (parameter.choices?.length) return number === value || parameter.choices[number] === value;
  return number === Number(value);
}
