/** The map: one world, its regions, networks and teams, played month by month; whoever is chosen tells their story. */

import { fill, h } from "../../ui/dom.js";
import { createMap } from "./drawing.js";
import { createStory } from "./story.js";
import { COLOURS, colouring } from "./views.js";

const TICK = 130;
const REACHED = 0.05;

export const view = { id: "map", mount };

function mount(root, app) {
  const { card } = app;
  let trace = null;
  let asked = "";
  let moment = 0;
  let timer = 0;
  let which = "a";
  let world = 0;
  let process = 0;
  let colour = "gain";
  let told = 0;

  const map = createMap(app, () => drawChosen());
  const story = createStory(app);
  const play = h("button", { type: "button", id: "map-play", class: "primary", onclick: () => (timer ? stop() : start()) });
  const month = h("input", { type: "range", id: "map-month", min: 0, max: 90, step: 1, oninput: () => { stop(); show(Number(month.value)); } });
  const monthName = h("output", { for: "map-month", id: "map-month-name" });
  const worldInput = h("input", { type: "number", id: "map-world", min: 1, max: 400, step: 1, value: "1", onchange: () => takeWorld() });
  const processSelect = chooser("map-process", card.processes, (name) => app.text(`map.process.${name}`), (name) => { process = card.processes.indexOf(name); drawColours(); });
  const colourSelect = chooser("map-colour", COLOURS, (name) => app.text(`map.colour.${name}`), (name) => { colour = name; drawColours(); });
  const caseSelect = chooser("map-case", ["a", "b"], (name) => app.text("levers.of_case", { label: name.toUpperCase() }), (name) => { which = name; ask(); });
  const caseField = field("map.case", caseSelect);
  const legend = h("ul", { class: "map-legend", "aria-label": app.text("map.legend") });
  const summary = h("p", { class: "map-summary", role: "status" });
  const problem = h("div", { class: "problem", role: "alert" });
  const holder = h("div", { class: "map-holder" }, map.node);
  const table = h("div", { class: "table-holder", tabindex: "0", role: "region", "aria-label": app.text("map.table") });
  const details = h("details", { class: "as-table", ontoggle: () => drawTable() }, h("summary", { id: "map-table" }, app.text("map.table")), table);
  const digest = h("p", { class: "says", id: "map-digest" });

  fill(root,
    h("h1", {}, app.text("view.map")),
    h("p", { class: "says" }, app.text("map.says")),
    problem,
    h("div", { class: "map-tools" }, field("map.world", worldInput), caseField, field("map.process", processSelect), field("map.colour", colourSelect)),
    h("div", { class: "map-time" }, play, h("label", { for: "map-month" }, app.text("map.month")), month, monthName),
    summary,
    h("div", { class: "map-and-story" }, h("div", { class: "map-side" }, holder, legend, h("p", { class: "says" }, app.text("map.keys")), details, digest), story.node));
  drawPlay();
  ask();

  const resized = new ResizeObserver(() => trace && redraw());
  resized.observe(holder);

  function chooser(id, names, say, take) {
    const node = h("select", { id, onchange: () => take(node.value) }, names.map((name) => h("option", { value: name }, say(name))));
    return node;
  }

  function field(key, control) {
    return h("div", { class: "field" }, h("label", { for: control.id }, app.text(key)), control);
  }

  function takeWorld() {
    const wanted = Math.round(Number(worldInput.value));
    world = Math.min(400, Math.max(1, Number.isFinite(wanted) ? wanted : 1)) - 1;
    worldInput.value = String(world + 1);
    ask();
  }

  /** Run the world anew where anything that it depends on has changed. */
  async function ask() {
    caseField.hidden = !app.state.b;
    if (!app.state.b && which === "b") which = "a";
    caseSelect.value = which;
    const problems = app.problems;
    fill(problem, problems.map(({ key, parts }) => h("p", {}, app.text(key, parts))));
    const settings = app.settings(which);
    const key = JSON.stringify([settings, app.state.seed, world]);
    if (key === asked || problems.length) return;
    asked = key;
    const number = ++told;
    fill(summary, app.text("map.running"));
    const found = await app.engine.trace(settings, { seed: app.state.seed, replicate: world });
    if (number !== told || !root.isConnected) return;
    const { values } = app.engine.resolve(settings);
    [found.start, found.end] = [values.mentoring_start, values.mentoring_end];
    const first = trace === null;
    trace = found;
    month.max = String(trace.moments - 1);
    if (first) {
      moment = Math.min(trace.moments - 1, trace.end || trace.moments - 1);
      redraw();
      chooseTelling();
    } else {
      moment = Math.min(moment, trace.moments - 1);
      redraw();
    }
    fill(digest, app.text("map.digest", { seed: app.state.seed, replicate: world }), " ", h("code", {}, trace.digest));
  }

  /** Begin with a coached team, if there is one: the story of the bubble. */
  function chooseTelling() {
    const coached = trace.places.networks.findIndex((_, n) => trace.coached(n));
    map.choose("team", Math.max(0, coached) * card.sizes[app.state.size].teams_per_network);
    drawChosen();
  }

  function redraw() {
    map.draw(trace, card.sizes[app.state.size], Math.max(260, holder.clientWidth), Math.max(360, Math.min(760, window.innerHeight * 0.72)));
    drawColours();
    map.ties(trace);
  }

  function drawColours() {
    if (!trace) return;
    const colours = colouring(colour, trace, process);
    fill(legend, colours.steps.map((step, i) => {
      const next = colours.steps[i + 1]?.from;
      const low = colours.written(step.from, app.voice);
      const text = i === 0 ? app.text("map.below", { to: colours.written(next, app.voice) })
        : next === undefined ? app.text("map.from", { from: low }) : app.text("map.between", { from: low, to: colours.written(next, app.voice) });
      return h("li", {}, h("i", { style: `background:${step.fill};border-color:${step.ring}` }), text);
    }), h("li", {}, h("i", { class: "diamond" }), app.text("map.manager_key")), h("li", {}, h("i", { class: "ringed" }), app.text("map.coached_key")));
    show(moment);
    drawTable();
  }

  function show(wanted) {
    moment = wanted;
    if (!trace) return;
    month.value = String(moment);
    const name = moment === 0 ? app.text("map.start") : app.text("map.month_n", { month: moment - 1 });
    fill(monthName, name);
    month.setAttribute("aria-valuetext", name);
    map.colour(trace, colouring(colour, trace, process), moment);
    drawSummary();
    story.update(trace, map.who(), moment);
  }

  function drawChosen() {
    map.ties(trace);
    story.update(trace, map.who(), moment);
  }

  function drawSummary() {
    const gains = colouring("gain", trace, process);
    const groups = { coached: [0, 0, 0], uncoached: [0, 0, 0] };
    trace.places.teams.forEach(({ network }, t) => {
      const group = groups[trace.coached(network, moment) ? "coached" : "uncoached"];
      const gain = gains.value(moment, t);
      group[0] += 1;
      group[1] += gain;
      group[2] += gain >= REACHED;
    });
    const mean = ([count, sum]) => (count ? app.voice.signed((100 * sum) / count, 1) : "—");
    fill(summary, app.text("map.summary", {
      process: app.text(`map.process.${card.processes[process]}`),
      coached: mean(groups.coached), uncoached: mean(groups.uncoached), reached: groups.uncoached[2], others: groups.uncoached[0],
    }));
  }

  function drawTable() {
    if (!details.open || !trace) return;
    const gains = colouring("gain", trace, process);
    const size = card.sizes[app.state.size];
    const head = ["network", "coached", "identity", "gain", "reached"].map((name) => h("th", { scope: "col" }, app.text(`map.column.${name}`)));
    const last = trace.moments - 1;
    const identity = trace.of("ManagerState", "identity");
    const rows = trace.places.networks.map((network, n) => {
      const own = Array.from({ length: size.teams_per_network }, (_, i) => gains.value(last, n * size.teams_per_network + i));
      return h("tr", {}, h("th", { scope: "row" }, network.name), h("td", {}, app.text(trace.coached(n) ? "map.yes" : "map.no")),
        h("td", {}, app.voice.number(identity.at(last, n))), h("td", {}, app.voice.signed((100 * own.reduce((sum, gain) => sum + gain, 0)) / own.length, 1)),
        h("td", {}, `${own.filter((gain) => gain >= REACHED).length} / ${own.length}`));
    });
    fill(table, h("table", {}, h("caption", {}, app.text("map.table.caption", { process: app.text(`map.process.${card.processes[process]}`) })), h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows)));
  }

  function start() {
    if (!trace) return;
    if (moment >= trace.moments - 1) moment = 0;
    timer = setInterval(() => {
      if (moment >= trace.moments - 1) return stop();
      show(moment + 1);
    }, TICK);
    drawPlay();
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
    drawPlay();
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
      resized.disconnect();
    },
  };
}
