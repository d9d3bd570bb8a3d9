// Settings: what a user asks for becomes every parameter's number and a list of dated changes, as `bubbles run` does
// it: a scenario over the baseline, values that hold in all months, changes from a month on, in some places where they
// name any, cuts of loops (`cuts`), and of links by the values that take them away (`neutral`).

import { NAMED } from "./acting.js";
import { jurisdictionsOf, networksOf } from "./jurisdictions.js";
import { isOfFile, layoutOf, placesOf } from "./layout.js";

/** The month of a change that holds in all months, in some places. */
export const ALWAYS = -1;
/** People that a team serves, where the places do not say it. */
export const PEOPLE = "price.population";

/** What is looked up often. */
export function indexed(card) {
  const parameters = new Map(card.parameters.map((parameter, row) => [parameter.name, { ...parameter, row }]));
  return {
    card,
    parameters,
    scenarios: new Map(card.scenarios.map((scenario) => [scenario.name, scenario])),
    loops: new Map(card.loops.filter((loop) => Object.keys(loop.cut).length > 0).map((loop) => [loop.name, loop])),
    plausible: card.plausible && {
      rows: card.plausible.names.map((name) => parameters.get(name).row),
      sets: card.plausible.sets,
    },
  };
}

/** Return a user's word or number as the engine's number; NaN where it is neither. */
export function numberOf(parameter, value) {
  if (parameter.choices.length > 0) {
    const place = parameter.choices.indexOf(value);
    return place < 0 ? NaN : place;
  }
  return typeof value === "number" ? value + 0 : NaN;
}

/** Return what is wrong with settings, [] if nothing: { name, code, value, low, high, allowed }. */
export function problemsOf(index, settings) {
  const { card, parameters, scenarios, loops } = index;
  const problems = [];
  const say = (name, code, value, more = {}) => problems.push({ name, code, value, ...more });
  if (!scenarios.has(settings.scenario)) say("scenario", "scenario", settings.scenario, { allowed: [...scenarios.keys()] });
  const size = card.sizes[settings.size];
  if (!size) say("size", "size", settings.size, { allowed: Object.keys(card.sizes) });
  const tied = scenarios.get(settings.scenario)?.size;
  if (size && tied && tied !== settings.size) say("size", "tied", settings.size, { other: settings.scenario, allowed: [tied] });
  const uncertainties = ["none", "plausible"];
  if (!uncertainties.includes(settings.uncertainty ?? "none")) {
    say("uncertainty", "choice", settings.uncertainty, { allowed: uncertainties });
  }
  for (const loop of settings.cuts ?? []) {
    if (!loops.has(loop)) say("cuts", "cut", loop, { allowed: [...loops.keys()] });
  }
  const places = size && placesOf(size);
  const inside = { places, scenario: settings.scenario };
  for (const [name, value] of Object.entries(settings.values ?? {})) problemOfValue(index, name, value, say, inside);
  const changes = settings.changes ?? [];
  if (changes.length > card.memory.most_changes) say("changes", "many", changes.length, { high: card.memory.most_changes });
  for (const change of changes) {
    const { month, name, value, where } = change;
    problemOfValue(index, name, value, say, inside);
    if (!parameters.has(name)) continue;
    if (!parameters.get(name)?.dated) say(name, "dated", month);
    else if (size && month !== ALWAYS && !(Number.isInteger(month) && month >= 0 && month < size.months)) {
      say(name, "month", month, { low: 0, high: size.months - 1 });
    }
    if (where && places) problemOfPlaces(parameters.get(name), places, where, say);
  }
  if (problems.length === 0) problemsOfOverlap(changes, places, say);
  if (problems.length === 0) problemsOfOrder(index, settings, say);
  return problems;
}

/** Say where a change names a place that there is not, one twice, or a network where regions alone can differ. */
function problemOfPlaces(parameter, places, where, say) {
  const { name, by } = parameter;
  if (!by) return say(name, "everywhere", where.join("; "));
  const regions = places.regions.map((region) => region.name);
  for (const place of where) {
    const network = places.networks.find((one) => one.name === place);
    if (where.indexOf(place) !== where.lastIndexOf(place)) return say(name, "place_twice", place);
    if (regions.includes(place)) continue;
    if (!network) return say(name, "place", place, { allowed: [regions[0], regions.at(-1)], low: regions[0], high: regions.at(-1) });
    if (by === "region") return say(name, "region", place, { other: regions[network.region] });
  }
}

/** Say where a place would have two values in one month; where one of the two is part of the other, it is the closer. */
function problemsOfOverlap(changes, places, say) {
  const local = changes.filter(({ where }) => where).map((change) => ({ ...change, networks: networksOf(places, change.where) }));
  local.forEach((one, i) => {
    for (const other of local.slice(0, i)) {
      if (one.name !== other.name || one.month !== other.month) continue;
      const shared = one.networks.filter((network) => other.networks.includes(network));
      const isPart = one.networks.length !== other.networks.length && shared.length === Math.min(one.networks.length, other.networks.length);
      if (shared.length && !isPart) say(one.name, "overlap", places.networks[shared[0]].name, { other: one.month });
    }
  });
}

function problemOfValue({ card, parameters, scenarios }, name, value, say, { places, scenario }) {
  const parameter = parameters.get(name);
  if (!parameter && Object.hasOwn(card.replaced, name)) return say(name, "replaced", value, { by: card.replaced[name] });
  if (!parameter) return say(name, "unknown", value);
  const { low, high, choices, whole } = parameter;
  if (scenarios.get(scenario)?.rollout && card.said_by_waves.includes(name)) say(name, "waves", value);
  if (name === PEOPLE && places?.is_given) say(name, "given", value);
  if (choices.length > 0) {
    // Networks are named by a file.
    const allowed = choices.filter((choice) => choice !== NAMED || places?.named?.length);
    if (!allowed.includes(value)) say(name, "choice", value, { allowed });
  } else if (typeof value !== "number" || !Number.isFinite(value)) say(name, "number", value, { low, high });
  else if (value < low || value > high) say(name, "range", value, { low, high });
  else if (whole && !Number.isInteger(value)) say(name, "whole", value, { low, high });
}

function problemsOfOrder(index, settings, say) {
  const { values } = resolved(index, settings);
  const of = (name) => values[index.parameters.get(name).row];
  const inOrder = (first, last) => {
    if (of(last) < of(first)) say(last, "order", of(last), { low: of(first), other: first });
  };
  inOrder("mentoring_start", "mentoring_end");
  for (const process of index.card.processes) inOrder(`${process}.baseline`, `${process}.ceiling`);
}

/**
 * Return what will run.
 *
 * @returns {{values: Float64Array, chosen: Set<number>, changes: object[], ofNetwork: number[], rules: object[], layout: object}}
 *   values: of month 0, everywhere, by row of the parameter; chosen: rows that a scenario or the user set, which no
 *   plausible set moves; changes: { month, name, row, value, where }, in the order of their months; ofNetwork, rules: as
 *   `jurisdictionsOf` has them; layout: where everything lies
 */
export function resolved(index, settings) {
  const { card, parameters, scenarios } = index;
  const scenario = scenarios.get(settings.scenario);
  const values = Float64Array.from(card.parameters, (parameter) => numberOf(parameter, parameter.value));
  const chosen = new Set();
  let laid = [];
  /** Lay a value over what is there: in all months it replaces what was there at any month, in the same places. */
  const set = (month, name, value, where = null) => {
    const parameter = parameters.get(name);
    const change = { month, name, row: parameter.row, value: numberOf(parameter, value), where };
    const isSame = (one) => one.name === name && one.month === month && isSamePlaces(one.where, where);
    const isEnded = (one) => month === ALWAYS && one.name === name && (where === null || isSamePlaces(one.where, where));
    laid = laid.filter((one) => !isSame(one) && !isEnded(one));
    if (where === null && month <= 0) {
      values[parameter.row] = change.value;
      chosen.add(parameter.row);
    } else laid.push(change);
  };
  for (const [name, value] of pricesBeside(index, scenario, settings.beside)) values[parameters.get(name).row] = value;
  for (const [name, value] of Object.entries(scenario.sourced ?? {})) values[parameters.get(name).row] = numberOf(parameters.get(name), value);
  for (const [name, value] of Object.entries(scenario.values)) set(0, name, value);
  for (const { month, name, value, where } of scenario.changes) set(month, name, value, where ?? null);
  for (const [name, value] of Object.entries(settings.values ?? {})) set(ALWAYS, name, value);
  const own = [...(settings.changes ?? [])].sort((a, b) => Number(b.month === ALWAYS) - Number(a.month === ALWAYS));
  for (const { month, name, value, where } of own) set(month, name, value, where ?? null);
  laid = spread(laid);
  const start = values[parameters.get("mentoring_start").row];
  const neutral = [...(settings.cuts ?? []).map((loop) => index.loops.get(loop).cut), settings.neutral ?? {}];
  for (const [name, value] of neutral.flatMap(Object.entries)) {
    laid = laid.filter((change) => change.name !== name || change.month < start);
    set(start, name, value);
  }
  const entry = card.sizes[settings.size];
  const places = placesOf(entry);
  const changes = inOrder(laid.map((change) => ({ ...change, networks: change.where && networksOf(places, change.where) })));
  const jurisdictions = jurisdictionsOf(values, changes, places.networks.length);
  const layout = layoutOf(card.memory, entry, { ...jurisdictions, rollout: scenario.rollout, by: settings.by });
  return { values, chosen, changes, ...jurisdictions, layout };
}

/** Return the prices of the scenario that another one is shown beside, where its money is another: they hold for both. */
function pricesBeside({ card, parameters, scenarios }, scenario, beside = []) {
  const isOwn = (one) => one?.money && one.money.en !== card.money.en;
  const priced = beside.map((name) => scenarios.get(name)).find(isOwn);
  if (!priced || isOwn(scenario)) return [];
  return Object.entries({ ...priced.sourced, ...priced.values }).filter(([name]) => parameters.get(name).unit.includes(card.money.en));
}

const isSamePlaces = (one, other) => one === other || (one !== null && other !== null && one.join(";") === other.join(";"));

/** Return changes where those that hold somewhere in all months hold there from month 0 on, and again whenever it changes everywhere. */
function spread(laid) {
  const months = (name) => laid.filter((one) => one.name === name && one.where === null).map((one) => one.month);
  return laid.flatMap((change) =>
    change.month === ALWAYS ? [0, ...months(change.name)].map((month) => ({ ...change, month, isAlways: true })) : [change]);
}

/** Return changes in the order in which they hold: by month, in one month the wider first. */
function inOrder(changes) {
  const width = ({ networks }) => networks?.length ?? 0;
  return changes.sort((a, b) =>
    a.month - b.month || Number(a.where !== null) - Number(b.where !== null) || Number(!a.isAlways) - Number(!b.isAlways) ||
    width(b) - width(a) || a.row - b.row);
}

/** Return the row of a parameter in a jurisdiction: those of processes lie behind the others, jurisdiction by jurisdiction. */
function rowIn({ mechanism_rows: mechanisms, own_rows: own }, row, here, jurisdictions) {
  return row < mechanisms ? row + here * mechanisms : row + (jurisdictions - 1) * mechanisms + here * own;
}

/** Return the values of one block, [row][lane]: each replicate in its plausible set, if asked. */
export function tableOf(index, { rules, chosen }, uncertainty, first, width) {
  const { memory } = index.card;
  const table = new Float64Array(rules.length * rules[0].values.length * width);
  const isMoved = uncertainty === "plausible" && index.plausible;
  rules.forEach(({ values }, here) => {
    const at = (row) => rowIn(memory, row, here, rules.length) * width;
    values.forEach((value, row) => table.fill(value, at(row), at(row) + width));
    if (!isMoved) return;
    const { rows, sets } = index.plausible;
    for (let lane = 0; lane < width; lane++) {
      const set = sets[(first + lane) % sets.length].values;
      rows.forEach((row, i) => {
        if (!chosen.has(row)) table[at(row) + lane] = set[i];
      });
    }
  });
  return table;
}

/** Return the dated changes of a block: [month, row, value]. */
export function changesOf(index, { rules }) {
  return rules.flatMap(({ changes }, here) =>
    changes.map(({ month, row, value }) => [month, rowIn(index.card.memory, row, here, rules.length), value]));
}

/** Return a parameter as it stands in a month, as a user types it: where no place has rules of its own, or in a network. */
export function valueAt(index, { values, changes }, name, month, network = null) {
  const parameter = index.parameters.get(name);
  let value = values[parameter.row];
  for (const change of changes) {
    if (change.name !== name || change.month > month) continue;
    if (change.networks ? change.networks.includes(network) : true) value = change.value;
  }
  return parameter.choices.length > 0 ? parameter.choices[value] : value;
}

/** Return the command that gives the same numbers in Python; nothing where a scenario of the library runs in places from a file. */
export function commandOf({ card, scenarios }, settings, { seed = 1, replicate = null } = {}) {
  const { file, size } = scenarios.get(settings.scenario);
  if (isOfFile(card.sizes[settings.size]) && size !== settings.size) return "";
  const parts = ["bubbles", "run", file ? `./${file}` : settings.scenario, ...(size ? [] : ["--size", settings.size]), "--seed", seed];
  if (replicate) parts.push("--replicate", replicate);
  parts.push("--uncertainty", settings.uncertainty ?? "none");
  for (const [name, value] of Object.entries(settings.values ?? {})) parts.push("--set", `${name}=${value}`);
  for (const change of settings.changes ?? []) parts.push("--set", setOf(change));
  return inShell(parts);
}

/** Return the parts of a command as a POSIX shell takes them, whatever signs a file or a place has in its name. */
export function inShell(parts) {
  const plain = /^[\w@%+=:,./-]+$/;
  return parts.map((part) => (plain.test(part) ? part : `'${String(part).replaceAll("'", "'\\''")}'`)).join(" ");
}

/** Return a change in the words of the command line: name@month=value, name@month[place; place]=value, name[place]=value. */
export function setOf({ month, name, value, where }) {
  return `${name}${month === ALWAYS ? "" : `@${month}`}${where ? `[${where.join("; ")}]` : ""}=${value}`;
}
