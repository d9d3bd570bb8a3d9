/**
 * State: what the page is asked, as one plain object that is never changed in place; its history; the link that holds it.
 *
 * A case (A or B) is a scenario of the library and what was changed in it. Assumptions hold in both, and in the
 * status quo, so that differences are due to the levers alone.
 */

export const LINK_VERSION = 1;
export const VIEWS = ["desk", "map", "loops", "lessons", "assumptions"];
export const STATUS_QUO = "baseline";
const FULL = 400;

export const START = {
  language: "en",
  view: "desk",
  size: "default",
  seed: 1,
  uncertainty: "plausible",
  a: { scenario: STATUS_QUO, values: {}, changes: [] },
  b: null,
  assume: {},
  cuts: [],
  month: 24,
  quantity: "safety",
  lesson: null,
  big: false,
};

/** Return the settings the engine runs for one case of a state: "a", "b", or "reference". */
export function settingsOf(state, which) {
  const asked = which === "reference" ? { scenario: STATUS_QUO, values: {}, changes: [] } : state[which];
  return {
    scenario: asked.scenario,
    size: state.size,
    values: { ...state.assume, ...asked.values },
    changes: asked.changes,
    cuts: [],
    uncertainty: state.uncertainty,
  };
}

/** Return how many replicates a size can be refined to while somebody waits. */
export function replicatesOf(size) {
  return size === "national" ? 64 : FULL;
}

/* ---- the link ---- */

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
  for (const [name, value] of Object.entries(state.assume)) parts.push(["assume", `${name}=${value}`]);
  for (const cut of state.cuts) parts.push(["cut", cut]);
  add("month", state.month, START.month);
  add("quantity", state.quantity, START.quantity);
  if (state.lesson) parts.push(["lesson", state.lesson]);
  if (state.big) parts.push(["big", 1]);
  return parts.map(([name, value]) => `${name}=${encodeURIComponent(value).replace(/%3D/g, "=").replace(/%40/g, "@")}`).join("&");
}

/** Return what was changed in a case, in the words of the command line: name=value and name@month=value. */
export function setsOf(asked) {
  return [
    ...Object.entries(asked.values).map(([name, value]) => `${name}=${value}`),
    ...asked.changes.map(({ name, month, value }) => `${name}@${month}=${value}`),
  ];
}

/**
 * Return { state, problems } of a link. Where there is any problem the state is the start, in the link's language:
 * a link is obeyed as a whole or not at all. A problem is { key, parts } for the page's texts.
 */
export function stateOfLink(text, card, engine, lessons) {
  const problems = [];
  const refuse = (key, parts = {}) => problems.push({ key: `link.${key}`, parts });
  const state = structuredClone(START);
  const plain = text.replace(/^#/, "");
  if (!plain) return { state, problems };
  const told = /(?:^|&)lang=(en|es)(?:&|$)/.exec(plain);
  if (told) state.language = told[1];
  let pairs;
  try {
    pairs = plain.split("&").map((part) => {
      const place = part.indexOf("=");
      if (place < 0) throw new Error(part);
      return [part.slice(0, place), decodeURIComponent(part.slice(place + 1).replace(/\+/g, "%2B"))];
    });
  } catch {
    return { state, problems: [{ key: "link.broken", parts: {} }] };
  }
  const version = pairs.find(([name]) => name === "v")?.[1];
  if (version !== String(LINK_VERSION)) {
    refuse("version", { version: shortened(version ?? "—"), known: LINK_VERSION });
    return { state, problems };
  }
  const read = { ...structuredClone(START), language: state.language };
  const scenarios = card.scenarios.map((scenario) => scenario.name);
  const seen = new Set();
  for (const [name, value] of pairs) {
    const many = ["set", "bset", "assume", "cut"].includes(name);
    if (!many && seen.has(name)) refuse("twice", { name: shortened(name) });
    seen.add(name);
    readPart(read, name, value, { card, scenarios, lessons, refuse });
  }
  if (!problems.length && engine) problems.push(...problemsOf(read, engine));
  return problems.length ? { state, problems } : { state: read, problems };
}

function readPart(read, name, value, { card, scenarios, lessons, refuse }) {
  const among = (known, put) => {
    if (known.includes(value)) put(value);
    else refuse("choice", { name, value: shortened(value), known: known.join(", ") });
  };
  const whole = (low, high, put) => {
    const number = Number(value);
    if (/^\d{1,16}$/.test(value) && number >= low && number <= high) put(number);
    else refuse("whole", { name, value: shortened(value), low, high });
  };
  switch (name) {
    case "v":
      break;
    case "lang":
      among(["en", "es"], () => {});
      break;
    case "view":
      among(VIEWS, (found) => (read.view = found));
      break;
    case "size":
      among(Object.keys(card.sizes), (found) => (read.size = found));
      break;
    case "seed":
      whole(0, Number.MAX_SAFE_INTEGER, (found) => (read.seed = found));
      break;
    case "uncertainty":
      among(["plausible", "none"], (found) => (read.uncertainty = found));
      break;
    case "scenario":
      among(scenarios, (found) => (read.a.scenario = found));
      break;
    case "b":
      among(scenarios, (found) => (read.b = { values: {}, changes: [], ...read.b, scenario: found }));
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
      whole(0, card.months - 1, (found) => (read.month = found));
      break;
    case "quantity":
      among(QUANTITIES, (found) => (read.quantity = found));
      break;
    case "lesson":
      among(lessons.map((lesson) => lesson.id), (found) => (read.lesson = found));
      break;
    case "big":
      among(["1"], () => (read.big = true));
      break;
    default:
      refuse("unknown", { name: shortened(name) });
  }
}

/** What the fourth chart of the desk can show: fields of a group, and of a group and process. */
export const QUANTITIES = [
  "trust", "safety", "coordination", "motivation", "pressure", "documentation", "unmeasured_care", "identity", "logic",
  "efficacy", "practice", "credit", "overstated",
];

function readSet(asked, text, card, refuse) {
  const form = /^([\w.]+)(?:@(\d{1,3}))?=(.+)$/.exec(text);
  const parameter = form && card.parameters.find((one) => one.name === form[1]);
  if (!parameter || parameter.kind !== "lever") return refuse("lever", { value: shortened(text) });
  const value = valueOf(parameter, form[3]);
  if (form[2] === undefined) asked.values = { ...asked.values, [parameter.name]: value };
  else asked.changes = withChange(asked.changes, { month: Number(form[2]), name: parameter.name, value });
}

function readAssumption(read, text, card, refuse) {
  const form = /^([\w.]+)=(.+)$/.exec(text);
  const parameter = form && card.parameters.find((one) => one.name === form[1]);
  if (!parameter || parameter.kind === "lever") return refuse("assumption", { value: shortened(text) });
  read.assume = { ...read.assume, [parameter.name]: valueOf(parameter, form[2]) };
}

function valueOf(parameter, text) {
  return parameter.choices?.length ? text : /^-?[\d.]+(e-?\d+)?$/i.test(text) ? Number(text) : text;
}

/** Return what the engine refuses in a state, as problems with a text. */
export function problemsOf(state, engine) {
  const cases = ["a", ...(state.b ? ["b"] : [])];
  return cases.flatMap((which) =>
    engine.check(settingsOf(state, which)).map((problem) => ({
      key: `problem.${problem.code}`,
      parts: { ...problem, value: shortened(problem.value), allowed: String(problem.allowed ?? "") },
    })),
  );
}

function shortened(value) {
  const text = String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/* ---- dated changes ---- */

/** Return changes with one more, in the order of their months; it replaces one of the same lever and month. */
export function withChange(changes, change) {
  const others = changes.filter((one) => one.name !== change.name || one.month !== change.month);
  return [...others, change].sort((x, y) => x.month - y.month || (x.name < y.name ? -1 : 1));
}

/**
 * Return the case with a lever set from a month on, or, where it can't be dated, for the whole run.
 * What would change nothing is not kept.
 */
export function withLever(state, which, parameter, value, engine) {
  const asked = state[which];
  if (!parameter.dated) {
    const { [parameter.name]: _, ...values } = asked.values;
    const without = { ...asked, values };
    const usual = engine.valueAt(settingsOf({ ...state, [which]: without }, which), parameter.name, 0);
    return same(parameter, usual, value) ? without : { ...asked, values: { ...values, [parameter.name]: value } };
  }
  const changes = asked.changes.filter((one) => one.name !== parameter.name || one.month !== state.month);
  const without = { ...asked, changes };
  const usual = engine.valueAt(settingsOf({ ...state, [which]: without }, which), parameter.name, state.month);
  if (same(parameter, usual, value)) return without;
  return { ...asked, changes: withChange(changes, { month: state.month, name: parameter.name, value }) };
}

function same(parameter, number, value) {
  if (parameter.choices?.length) return number === value || parameter.choices[number] === value;
  return number === Number(value);
}

/* ---- history ---- */

const SETTLED = 1200;

/** A history of links. Quick changes of one control (`stroke`) count as one step. */
export class History {
  constructor(link) {
    this.links = [link];
    this.place = 0;
    this.stroke = null;
    this.at = 0;
  }

  add(link, stroke, now) {
    if (link === this.links[this.place]) return;
    const continues = stroke && stroke === this.stroke && now - this.at < SETTLED;
    this.stroke = stroke;
    this.at = now;
    this.links = [...this.links.slice(0, this.place + (continues ? 0 : 1)), link];
    this.place = this.links.length - 1;
  }

  /** Return the link `step` away and go there; null where there is none. */
  go(step) {
    const to = this.place + step;
    if (to < 0 || to >= this.links.length) return null;
    this.place = to;
    this.stroke = null;
    return this.links[to];
  }

  get before() {
    return this.place > 0 ? this.links[this.place - 1] : null;
  }

  get canUndo() {
    return this.place > 0;
  }

  get canRedo() {
    return this.place < this.links.length - 1;
  }
}
