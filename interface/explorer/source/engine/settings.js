// Settings: what a user asks for becomes every parameter's number and a list of dated changes, as `bubbles run` does
// it: a scenario over the baseline, values that hold in all months, changes from a month on, cuts of loops.

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
  const uncertainties = ["none", "plausible"];
  if (!uncertainties.includes(settings.uncertainty ?? "none")) {
    say("uncertainty", "choice", settings.uncertainty, { allowed: uncertainties });
  }
  for (const loop of settings.cuts ?? []) {
    if (!loops.has(loop)) say("cuts", "cut", loop, { allowed: [...loops.keys()] });
  }
  for (const [name, value] of Object.entries(settings.values ?? {})) problemOfValue(index, name, value, say);
  const changes = settings.changes ?? [];
  if (changes.length > card.memory.most_changes / 2) say("changes", "many", changes.length, { high: card.memory.most_changes / 2 });
  for (const { month, name, value } of changes) {
    problemOfValue(index, name, value, say);
    if (!parameters.has(name)) continue;
    if (!parameters.get(name)?.dated) say(name, "dated", month);
    else if (size && !(Number.isInteger(month) && month >= 0 && month < size.months)) {
      say(name, "month", month, { low: 0, high: size.months - 1 });
    }
  }
  if (problems.length === 0) problemsOfOrder(index, settings, say);
  return problems;
}

function problemOfValue({ card, parameters }, name, value, say) {
  const parameter = parameters.get(name);
  if (!parameter && Object.hasOwn(card.replaced, name)) return say(name, "replaced", value, { by: card.replaced[name] });
  if (!parameter) return say(name, "unknown", value);
  const { low, high, choices, whole } = parameter;
  if (choices.length > 0) {
    // Networks are named by a file, which the page does not have.
    const allowed = choices.filter((choice) => choice !== "named");
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
 * Return what will run: values by row of the parameter, and changes in the order of their months.
 *
 * @returns {{values: Float64Array, chosen: Set<number>, changes: {month: number, name: string, row: number, value: number}[]}}
 *   chosen: rows that a scenario or the user set, which no plausible set moves
 */
export function resolved(index, settings) {
  const { card, parameters, scenarios } = index;
  const scenario = scenarios.get(settings.scenario);
  const values = Float64Array.from(card.parameters, (parameter) => numberOf(parameter, parameter.value));
  const chosen = new Set();
  let dated = new Map();
  const set = (month, name, value) => {
    const parameter = parameters.get(name);
    const number = numberOf(parameter, value);
    if (month > 0) dated.set(`${month} ${name}`, { month, name, row: parameter.row, value: number });
    else {
      values[parameter.row] = number;
      chosen.add(parameter.row);
    }
  };
  for (const [name, value] of Object.entries(scenario.values)) set(0, name, value);
  for (const { month, name, value } of scenario.changes) set(month, name, value);
  for (const [name, value] of Object.entries(settings.values ?? {})) {
    dated = new Map([...dated].filter(([, change]) => change.name !== name));
    set(0, name, value);
  }
  for (const { month, name, value } of settings.changes ?? []) set(month, name, value);
  const start = values[parameters.get("mentoring_start").row];
  for (const loop of settings.cuts ?? []) {
    for (const [name, value] of Object.entries(index.loops.get(loop).cut)) {
      dated = new Map([...dated].filter(([, change]) => change.name !== name || change.month < start));
      set(start, name, value);
    }
  }
  const changes = [...dated.values()].sort((a, b) => a.month - b.month || a.row - b.row);
  return { values, chosen, changes };
}

/** Return the values of one block, [parameter][lane]: each replicate in its plausible set, if asked. */
export function tableOf(index, { values, chosen }, uncertainty, first, width) {
  const table = new Float64Array(values.length * width);
  values.forEach((value, row) => table.fill(value, row * width, (row + 1) * width));
  if (uncertainty !== "plausible" || !index.plausible) return table;
  const { rows, sets } = index.plausible;
  for (let lane = 0; lane < width; lane++) {
    const set = sets[(first + lane) % sets.length].values;
    rows.forEach((row, i) => {
      if (!chosen.has(row)) table[row * width + lane] = set[i];
    });
  }
  return table;
}

/** Return a parameter as it stands in a month, as a user types it. */
export function valueAt(index, { values, changes }, name, month) {
  const parameter = index.parameters.get(name);
  let value = values[parameter.row];
  for (const change of changes) if (change.name === name && change.month <= month) value = change.value;
  return parameter.choices.length > 0 ? parameter.choices[value] : value;
}

/** Return the command that gives the same numbers in Python. */
export function commandOf(settings, { seed = 1, replicate = null, replicates = null } = {}) {
  const parts = ["bubbles", replicates === null ? "run" : "compare", settings.scenario, "--size", settings.size, "--seed", seed];
  if (replicates !== null) parts.push("--replicates", replicates);
  if (replicate) parts.push("--replicate", replicate);
  parts.push("--uncertainty", settings.uncertainty ?? "none");
  for (const [name, value] of Object.entries(settings.values ?? {})) parts.push("--set", `${name}=${value}`);
  for (const { month, name, value } of settings.changes ?? []) parts.push("--set", `${name}@${month}=${value}`);
  return parts.join(" ");
}
