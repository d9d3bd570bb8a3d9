/** The map: one world, its regions, networks and teams, played month by month; whoever is chosen tells their story. */

import { chooser, field, fill, h } from "../../ui/dom.js";
import { looksOf } from "../../ui/looks.js";
import { createAsked } from "../asked.js";
import { createMap } from "./drawing.js";
import { createStory } from "./story.js";
import { createTracer } from "./tracer.js";
import { typicalOf } from "./typical.js";
import { COLOURS, colouring } from "./views.js";
import { createWaiting } from "./waiting.js";

const TICK = 130;
/** What is done sooner needs no word of waiting. */
const SOON = 300;
/** Heights of the map, in pixels: at least, at most, and what stays free below it. */
const LEAST = 320;
const MOST = 860;
const BELOW = 12;
/** Where the story stands beside the map (map.css). */
const BESIDE = "(min-width: 64rem)";
const USUAL = { which: "a", world: 0, process: 0, colour: "gain", moment: null, chosen: null };

export const view = { id: "map", mount };

function mount(root, app) {
  const { card } = app;
  const { reached_gain: reached, late_months: late } = card.thresholds;
  let trace = null;
  let asked = "";
  let timer = 0;
  const looks = looksOf(app, "map", USUAL);

  const line = createAsked(app);
  const tracer = createTracer(app);
  const waiting = createWaiting(app, { onCancel: () => callOff(), onAgain: () => ask() });
  const story = createStory(app, () => map.focus());
  const map = createMap(app, { onSelect: () => { looks.chosen = map.who(); drawChosen(); story.tell(); }, onRead: () => story.focus() });
  const play = h("button", { type: "button", id: "map-play", class: "primary", onclick: () => (timer ? stop() : start()) });
  const month = h("input", { type: "range", id: "map-month", min: 0, max: app.months, step: 1, oninput: () => { stop(); show(Number(month.value)); } });
  const monthName = h("output", { for: "map-month", id: "map-month-name" });
  const worldInput = h("input", { type: "number", id: "map-world", min: 1, max: 400, step: 1, value: String(looks.world + 1), onchange: () => takeWorld() });
  const processSelect = chooser("map-process", card.processes, (name) => app.text(`processes.${name}.name`), (name) => { looks.process = card.processes.indexOf(name); drawColours(); });
  const colourSelect = chooser("map-colour", COLOURS, (name) => app.text(`map.colour.${name}`), (name) => { looks.colour = name; drawColours(); });
  const caseSelect = chooser("map-case", ["a", "b"], (name) => app.text("levers.of_case", { label: name.toUpperCase() }), (name) => { looks.which = name; ask(); });
  const caseField = field(app.text("map.case"), caseSelect);
  const legend = h("ul", { class: "map-legend", "aria-label": app.text("map.legend") });
  const summary = h("p", { class: "map-summary", role: "status" });
  const problem = h("div", { class: "problem", role: "alert" });
  const holder = h("div", { class: "map-holder" }, map.node);
  processSelect.value = card.processes[looks.process];
  colourSelect.value = looks.colour;
  const table = h("div", { class: "table-holder", tabindex: "0", role: "region", "aria-label": app.text("map.table") });
  const details = h("details", { class: "as-table", ontoggle: () => drawTable() }, h("summary", { id: "map-table" }, app.text("map.table")), table);
  const digest = h("p", { class: "says", id: "map-digest" });

  const both = h("div", { class: "map-and-story", hidden: true }, h("div", { class: "map-side" }, holder, legend, h("p", { class: "says" }, app.text("map.keys", { months: late, n: app.voice.exact(100 * reached) })), h("p", { class: "says" }, app.text("map.by_keyboard")), details, digest), story.node);

  fill(root,
    h("h1", {}, app.text("view.map")),
    line.node,
    h("p", { class: "says" }, app.text("map.says")),
    problem,
    h("div", { class: "map-tools" }, field(app.text("map.world"), worldInput), caseField, field(app.text("map.process"), processSelect), field(app.text("map.colour"), colourSelect)),
    h("div", { class: "map-time" }, play, h("label", { for: "map-month" }, app.text("map.month")), month, monthName),
    waiting.node,
    summary,
    both);
  for (const node of [play, month]) node.disabled = true; // until there is a world to play
  drawPlay();
  ask();

  const resized = new ResizeObserver(() => trace && redraw());
  resized.observe(holder);

  function takeWorld() {
    const wanted = Math.round(Number(worldInput.value));
    looks.world = Math.min(400, Math.max(1, Number.isFinite(wanted) ? wanted : 1)) - 1;
    worldInput.value = String(looks.world + 1);
    ask();
  }

  /** Run the world anew where anything that it depends on has changed. */
  async function ask() {
    caseField.hidden = !app.state.b;
    if (!app.state.b && looks.which === "b") looks.which = "a";
    caseSelect.value = looks.which;
    line.update(looks.which);
    const problems = app.problems;
    fill(problem, problems.map(({ key, parts }) => h("p", {}, app.text(key, parts))));
    const settings = app.settings(looks.which);
    const how = { seed: app.state.seed, replicate: looks.world };
    const key = JSON.stringify([settings, how]);
    if (key === asked || problems.length) return;
    asked = key;
    const begin = setTimeout(() => key === asked && waiting.begin(card.sizes[settings.size].teams), tracer.isLong(settings) ? 0 : SOON);
    const found = await tracer.trace(settings, how).catch(({ message }) => {
      if (key === asked) callOff(message); // no memory for it, say
      return null;
    });
    clearTimeout(begin);
    if (!found || key !== asked || !root.isConnected) return;
    const leaves = waiting.end();
    const { values } = app.engine.resolve(settings);
    [found.start, found.end] = [values.mentoring_start, values.mentoring_end];
    found.typical = typicalOf(found);
    take(found);
    if (leaves) map.focus();
    fill(digest, app.text("map.digest", how), " ", h("code", {}, trace.digest));
  }

  /** Stop the run under way; what was shown before stays. */
  function callOff(why) {
    tracer.cancel();
    asked = "";
    waiting.stopped(why);
  }

  /** Show another trace; the first one at the end of mentoring. Until somebody is chosen, the typical team is. */
  function take(found) {
    trace = found;
    const last = trace.moments - 1;
    month.max = String(last);
    for (const node of [play, month]) node.disabled = false;
    both.hidden = false;
    looks.moment = Math.min(last, looks.moment ?? trace.typical.moment);
    redraw();
    const { kind, index } = looks.chosen ?? { kind: "team", index: trace.typical.team };
    map.choose(kind, index);
    drawChosen();
  }

  function colours(name) {
    return colouring(name, trace, looks.process, card.thresholds);
  }

  function redraw() {
    map.draw(trace, Math.max(260, holder.clientWidth), roomBelow());
    drawColours();
    map.ties(trace);
  }

  /** Return how high the map may be: all of it is in the window as the page opens, where the story stands beside it. */
  function roomBelow() {
    const above = globalThis.matchMedia(BESIDE).matches ? both.getBoundingClientRect().top + window.scrollY : 0.28 * window.innerHeight;
    return Math.max(LEAST, Math.min(MOST, window.innerHeight - above - BELOW));
  }

  function drawColours() {
    if (!trace) return;
    const shown = colours(looks.colour);
    fill(legend, shown.steps.map((step, i) => {
      const next = shown.steps[i + 1]?.from;
      const low = shown.written(step.from, app.voice);
      const text = i === 0 ? app.text("map.below", { to: shown.written(next, app.voice) })
        : next === undefined ? app.text("map.from", { from: low }) : app.text("map.between", { from: low, to: shown.written(next, app.voice) });
      return h("li", {}, h("i", { style: `background:${step.fill};border-color:${step.ring}` }), text);
    }), h("li", {}, h("i", { class: "diamond" }), app.text("map.manager_key")), h("li", {}, h("i", { class: "ringed" }), app.text("map.coached_key")));
    show(looks.moment);
    drawTable();
  }

  function show(wanted) {
    if (!trace) return;
    looks.moment = wanted;
    const { moment } = looks;
    month.value = String(moment);
    const name = moment === 0 ? app.text("map.start") : app.monthSaid(moment - 1);
    fill(monthName, name);
    month.setAttribute("aria-valuetext", name);
    map.colour(trace, colours(looks.colour), moment);
    drawSummary();
    story.update(trace, map.who(), moment);
  }

  function drawChosen() {
    map.ties(trace);
    story.update(trace, map.who(), looks.moment);
  }

  function drawSummary() {
    const gains = colours("gain");
    const groups = { coached: [0, 0, 0], uncoached: [0, 0, 0] };
    trace.places.teams.forEach(({ network }, t) => {
      const group = groups[trace.coached(network, looks.moment) ? "coached" : "uncoached"];
      const gain = gains.value(looks.moment, t);
      group[0] += 1;
      group[1] += gain;
      if (gain >= reached) group[2] += 1;
    });
    /** @param {number[]} group */
    const mean = ([count, sum]) => (count ? app.voice.signed((100 * sum) / count, 1) : "—");
    fill(summary, app.text("map.summary", {
      process: app.text(`processes.${card.processes[looks.process]}.name`),
      coached: mean(groups.coached), uncoached: mean(groups.uncoached), reached: groups.uncoached[2], others: groups.uncoached[0], n: app.voice.exact(100 * reached),
    }));
  }

  function drawTable() {
    if (!details.open || !trace) return;
    const gains = colours("gain");
    const head = ["network", "coached", "identity", "gain", "reached"].map((name) => h("th", { scope: "col" }, app.text(`map.column.${name}`, { n: app.voice.exact(100 * reached) })));
    const last = trace.moments - 1;
    const identity = trace.of("ManagerState", "identity");
    const rows = trace.places.networks.map((network, n) => {
      const own = trace.places.teams.flatMap((team, t) => (team.network === n ? [gains.value(last, t)] : []));
      return h("tr", {}, h("th", { scope: "row" }, network.name), h("td", {}, app.text(trace.coached(n) ? "map.yes" : "map.no")),
        h("td", {}, app.voice.number(identity.at(last, n))), h("td", {}, app.voice.signed((100 * own.reduce((sum, gain) => sum + gain, 0)) / own.length, 1)),
        h("td", {}, `${own.filter((gain) => gain >= reached).length} / ${own.length}`));
    });
    fill(table, h("table", {}, h("caption", {}, app.text("map.table.caption", { months: late, process: app.text(`processes.${card.processes[looks.process]}.name`) })), h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows)));
  }

  function start() {
    if (!trace) return;
    if (looks.moment >= trace.moments - 1) looks.moment = 0;
    summary.setAttribute("aria-live", "off"); // nobody wants every month read out
    timer = setInterval(() => {
      if (looks.moment >= trace.moments - 1) return stop();
      show(looks.moment + 1);
    }, TICK);
    drawPlay();
  }

  function stop() {
    if (!timer) return;
    clearInterval(timer);
    timer = 0;
    summary.removeAttribute("aria-live");
    drawPlay();
    show(looks.moment);
  }

  function drawPlay() {
    fill(play, app.text(timer ? "map.pause" : "map.play"));
  }

  return {
    update(change) {
      if (change.state) ask();
    },
    unmount() {
      clearInterval(timer);
      tracer.cancel();
      waiting.end();
      resized.disconnect();
    },
  };
}
