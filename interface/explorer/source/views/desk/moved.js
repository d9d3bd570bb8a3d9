/**
 * Moved: what the last press changed, and what moved with it: in the same worlds before and after, so that the change is
 * all that differs. What its interval leaves open is called so; a reason is given only where the numbers bear it out.
 */

import { estimateOf } from "../../engine/numbers.js";
import { fill, h } from "../../ui/dom.js";
import { worldsWith } from "../../ui/regimes.js";
import { caseOf, replicatesOf, settingsOf } from "../../ui/state.js";
import { differencesOf } from "../../ui/summary.js";
import { rangeSaid, written } from "./answers.js";
import { writtenValue } from "./levers.js";

/** What may move on the way from a lever to coverage: means over teams in the last month, on scales from 0 to 1. */
const ON_THE_WAY = ["pressure", "safety", "candour", "trust", "motivation", "coordination", "unmeasured_care", "documentation"];
/** So many of them are told. */
const MOST = 2;
const MEASURE = "coverage.ccs";
/** Coverage below which more decimals are needed to say anything, and what would be written as 0.00 points. */
const FEW = 0.005;
const TRACE = 5e-5;

/** Return { node, ask, draw }: `ask` after a change of state, `draw` whenever worlds come. */
export function createMoved(app) {
  const said = h("p", { class: "moved", id: "moved" });
  let change = null;
  let before = null;
  let request = null;
  let seen = null;

  /** Ask for the case as it was, in the same worlds: it was just shown, so it is there at once. */
  function ask() {
    if (seen === app.state) return draw();
    seen = app.state;
    const found = changeOf(app);
    if (JSON.stringify(found?.settings) === JSON.stringify(change?.settings) && found?.which === change?.which) {
      change = found;
      return draw();
    }
    request?.cancel();
    [change, before, request] = [found, null, null];
    if (!change) return draw();
    const replicates = replicatesOf(app.card.sizes[app.state.size]);
    request = app.engine.request(change.settings, { key: "moved", seed: app.state.seed, replicates, rank: 1 }, (result) => {
      before = result;
      draw();
    });
    draw();
  }

  function draw() {
    const now = change && app.results[change.which];
    const isReady = now && before && app.isCurrent && !app.problems.length;
    if (change && !isReady) return; // what is said stands until it is known better
    fill(said, change ? sentence(app, change, now, before) : app.text("moved.none"));
    said.dataset.moved = change ? String(estimateOf(differencesOf(now, before, MEASURE), now.sets).mean) : "";
  }

  return { node: said, ask, draw, stop: () => request?.cancel(), get said() { return change ? said.textContent : ""; } };
}

/** Return what the last change was: { which, settings, what, moves }; null where it was not of one case alone in the same worlds. */
function changeOf(app) {
  const { before, state } = app;
  if (!before) return null;
  const same = (name) => JSON.stringify(before[name]) === JSON.stringify(state[name]);
  if (!["size", "seed", "uncertainty", "assume"].every(same)) return null;
  const moved = ["a", "b"].filter((which) => !same(which));
  if (moved.length !== 1 || !before[moved[0]] || !state[moved[0]]) return null;
  const [which] = moved;
  return { which, settings: settingsOf({ ...before, by: state.by }, which), ...whatOf(app, before, which) };
}

/** Return { what, lever, sign }: the change in words and, of one lever that only rose or only fell, which and which way. */
function whatOf(app, before, which) {
  const [was, is] = [caseOf(before, which), caseOf(app.state, which)];
  const label = which.toUpperCase();
  if (was.scenario !== is.scenario) return { what: app.text("moved.scenario", { label, scenario: app.scenarioName(is.scenario) }) };
  const [gone, come] = [lacking(was.changes, is.changes), lacking(is.changes, was.changes)];
  const undated = [...new Set([...Object.keys(was.values), ...Object.keys(is.values)])].filter((name) => was.values[name] !== is.values[name]);
  const names = new Set([...gone, ...come].map(({ name }) => name).concat(undated));
  if (names.size !== 1) return { what: app.text("moved.several", { label }) };
  const [name] = names;
  const lever = app.text(`parameter.${name}.name`);
  const [old, one] = [gone[0], come[0] ?? gone[0]];
  if (one?.where) return { what: app.text("moved.places", { lever: app.text("timeline.in_places", { lever, places: app.voice.list(one.where) }) }) };
  const parameter = app.parameters.get(name);
  const write = (value) => writtenValue(parameter, value, app.voice);
  if (come.length && old && come[0].value === old.value) return { what: app.text("moved.month", { lever, value: write(one.value), from: app.monthSaid(old.month), to: app.monthSaid(one.month) }) };
  const month = Math.max(0, one?.month ?? 0);
  const [from, to] = [app.engine.valueAt(settingsOf(before, which), name, month), app.valueAt(which, name, month)];
  const parts = { lever, from: write(from), to: write(to), month: app.monthSaid(month) };
  const isOrdered = typeof to === "number" && !parameter.choices?.length;
  return { what: app.text(month > 0 ? "moved.lever_from" : "moved.lever", parts), lever: name, sign: isOrdered ? Math.sign(to - from) : 0 };
}

/** Return the changes of one list that are not in the other. */
function lacking(list, other) {
  const there = other.map((one) => JSON.stringify(one));
  return list.filter((one) => !there.includes(JSON.stringify(one)));
}

function sentence(app, change, now, before) {
  const differences = differencesOf(now, before, MEASURE);
  const estimate = estimateOf(differences, now.sets);
  const parts = [h("b", {}, `${change.what}:`), ` ${coverageSaid(app, estimate)}`, `${spreadSaid(app, now, before)}.`];
  if (estimate.low === 0 && estimate.high === 0) return [parts[0], parts[1], "."];
  const why = whySaid(app, change, now, before);
  return why ? [...parts, ` ${why}`] : parts;
}

/** Return what became of coverage: no more is claimed than the interval allows. */
function coverageSaid(app, estimate) {
  if (estimate.low === 0 && estimate.high === 0) return app.text("moved.nothing");
  const isSettled = estimate.low > 0 || estimate.high < 0;
  if (isSettled && Math.abs(estimate.mean) < TRACE) return app.text("moved.trace");
  const write = (value) => app.voice.signed(100 * value, Math.abs(estimate.mean) < FEW ? 2 : 1);
  const parts = { points: write(estimate.mean), range: rangeSaid(estimate, write) };
  return app.text(isSettled ? "moved.coverage" : "moved.unsettled", parts);
}

/** Return in how many worlds gains spread, now and before; nothing where there is nothing that could. */
function spreadSaid(app, now, before) {
  const [is, was] = [now, before].map((result) => {
    const counts = result.regimes();
    const of = worldsWith(app, counts);
    return of ? app.voice.ofHundred(counts.spread, of) : null;
  });
  return is === null || was === null ? "" : `; ${app.text("moved.spread", { is, was })}`;
}

/**
 * Return what moved with it: first what an arrow of the model leads to from the lever, where it went the arrow's way, in
 * the arrow's words; then what moved most for its range over worlds. All of it settled; nothing where nothing is.
 */
function whySaid(app, { lever, sign }, now, before) {
  const rows = ON_THE_WAY.map((name) => {
    const estimate = estimateOf(differencesOf(now, before, name), now.sets);
    return { name, ...estimate, size: Math.abs(estimate.mean), arrow: arrowOf(app, lever, sign, name, estimate.mean) };
  }).filter(({ low, high, mean }) => (low > 0 || high < 0) && Math.abs(mean) >= 0.005);
  rows.sort((a, b) => Number(Boolean(b.arrow)) - Number(Boolean(a.arrow)) || b.size - a.size);
  const write = (value) => written(app, value, "share", true);
  const told = rows.slice(0, MOST).map(({ name, mean, low, high, arrow }) =>
    app.text(arrow ? "moved.by_arrow" : "moved.with", { measure: app.text(`measure.${name}.name`), change: write(mean), range: rangeSaid({ low, high }, write), words: arrow?.words[app.state.language] ?? "" }));
  return told.length ? app.text("moved.why", { moves: told.join("; ") }) : "";
}

/** Return the arrow of the model from a lever to what teams feel, where it bears out the way both went. */
function arrowOf(app, lever, sign, name, mean) {
  if (!lever || !sign) return null;
  return app.card.links.find((link) => link.source === `levers.${lever}` && link.target === `team.${name}` && link.sign * sign === Math.sign(mean)) ?? null;
}
