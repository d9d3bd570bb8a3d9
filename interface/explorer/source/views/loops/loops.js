/** The loops: which circles of cause and effect carry a result, measured by cutting each in the same worlds. */

import { drawing, rangeOf } from "../../ui/chart.js";
import { chooser, field, fill, h, keepingFocus, s } from "../../ui/dom.js";
import { createKey, drawKey } from "../../ui/key.js";
import { looksOf } from "../../ui/looks.js";
import { INK } from "../../ui/palette.js";
import { seriesBand } from "../../ui/summary.js";
import { replicatesOfMany } from "../../ui/state.js";
import { createAsked } from "../asked.js";
import { sourceOf } from "../assumptions/sources.js";
import { carried, MEASURES } from "./carries.js";
import { createDiagram, lateSaid, nameOf, saidOf } from "./diagram.js";
import { createHypothesis } from "./hypothesis.js";
import { createStages } from "./stages.js";
import { createPrediction } from "./step.js";

export const view = { id: "loops", mount };

function mount(root, app) {
  const { card } = app;
  const cuttable = card.loops.filter((loop) => Object.keys(loop.cut).length > 0);
  const looks = looksOf(app, "loops", { measure: MEASURES[0], lit: null, arrow: "team.trust > team.safety" });
  let asked = "";
  let requests = [];
  let whole = null;
  let uncut = null;
  let chosen = null;
  let order = [];
  let back = null;
  const without = new Map();

  const line = createAsked(app);
  const diagram = createDiagram(app, {
    onSelect: (arrow) => { chosen = arrow; looks.arrow = arrow.key; drawLink(); },
    onRead: () => read(),
    onLeave: () => light(null),
    onPick: (name) => hypothesis.picked(name),
  });
  const stages = createStages(app, { onGo: (at) => app.set({ stage: at ? card.stages[at].name : null }) });
  const hypothesis = createHypothesis(app, { asked: () => ({ ...worlds(), measure: looks.measure }) });
  const measureSelect = chooser("loops-measure", MEASURES, (name) => app.text(`measure.${name}.name`), (name) => { looks.measure = name; predict(); drawAll(); });
  const progress = h("p", { class: "says", role: "status", id: "loops-progress" });
  const problem = h("div", { class: "problem", role: "alert" });
  const list = h("div", { class: "loops-list scroll", tabindex: "0", role: "region", "aria-label": app.text("loops.title") });
  const link = h("div", { class: "link-told", id: "link-told" });
  const linkTitle = h("h2", { id: "link-title", tabindex: "-1" }, app.text("loops.link"));
  const told = h("section", { class: "story", "aria-labelledby": "link-title", onkeydown: (event) => { if (event.key === "Escape") back?.focus(); } }, linkTitle, link);
  measureSelect.value = looks.measure;
  const predicted = h("div", { class: "predicted" });
  let prediction = null;
  const watched = h("div", { class: "watched" });
  const links = h("div", { class: "table-holder", tabindex: "0", role: "region", "aria-label": app.text("loops.links_table") });
  const details = h("details", { class: "as-table", ontoggle: () => drawLinks() }, h("summary", { id: "loops-table" }, app.text("loops.links_table")), links);

  fill(root,
    h("h1", {}, app.text("view.loops")),
    line.node,
    h("p", { class: "says" }, app.text("loops.says")),
    problem,
    stages.node,
    h("div", { class: "loops-grid" },
      h("section", { class: "loops-drawn", "aria-labelledby": "diagram-title" }, h("h2", { id: "diagram-title" }, app.text("loops.diagram")),
        h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": app.text("loops.diagram") }, diagram.node),
        predicted,
        h("p", { class: "says" }, app.text("loops.keys")), h("p", { class: "says" }, app.text("loops.by_keyboard"))),
      h("section", { class: "loops-told", "aria-labelledby": "loops-title" }, h("h2", { id: "loops-title" }, app.text("loops.title")),
        field(app.text("loops.measure"), measureSelect), progress, list)),
    hypothesis.node,
    h("div", { class: "loops-below" },
      told,
      h("section", { "aria-labelledby": "watch-title" }, h("h2", { id: "watch-title" }, app.text("loops.watch")), watched)),
    details);
  let place = null;
  follow();

  /** Return the place of the stage that is asked for. */
  function stageAsked() {
    return Math.max(0, card.stages.findIndex(({ name }) => name === app.state.stage));
  }

  /** Show the stage and the arrow of one's own that the state has. */
  function follow() {
    if (place !== stageAsked()) go(stageAsked());
    hypothesis.take();
    diagram.guess(app.state.guess);
  }

  /** Return the loops that the diagram has by now, and those that are cut: what the list tells of. */
  function shown() {
    const known = card.stages.slice(0, place + 1).flatMap(({ loops }) => loops);
    return card.loops.filter(({ name }) => known.includes(name) || app.state.cuts.includes(name));
  }

  /** Go to a stage: what is drawn, told and run is what it has. */
  function go(to) {
    place = to;
    order = shown().sort((a, b) => placeOf(a) - placeOf(b));
    if (!order.some(({ name }) => name === looks.lit)) looks.lit = null;
    stages.show(place);
    diagram.show(place);
    diagram.select(looks.arrow);
    asked = "";
    ask();
    drawLinks();
  }

  /** Return where a loop stands in the order of stages. */
  function placeOf({ name }) {
    return card.stages.findIndex(({ loops }) => loops.includes(name)) + card.loops.findIndex((loop) => loop.name === name) / 100;
  }

  /** Return { settings, options }: the worlds as they are now, with what is cut. */
  function worlds() {
    const cuts = app.state.cuts.filter((name) => cuttable.some((loop) => loop.name === name));
    return { settings: { ...app.settings("a"), cuts }, options: { seed: app.state.seed, replicates: replicatesOfMany(card.sizes[app.state.size], cuttable.length) } };
  }

  /** Run the worlds whole, as they are now, and with each loop cut; each as soon as there is time. */
  function ask() {
    line.update("a");
    fill(problem, app.problems.map(({ key, parts }) => h("p", {}, app.text(key, parts))));
    const { settings, options } = worlds();
    const { cuts } = settings;
    const key = JSON.stringify([settings, app.state.seed]);
    if (key === asked || app.problems.length) return;
    asked = key;
    stop();
    predict();
    whole = null;
    uncut = null;
    without.clear();
    const run = (name, these, take, series = false) => requests.push(app.engine.request({ ...settings, cuts: these }, { ...options, series, key: `loops ${name}` }, (result) => {
      if (!result.done || key !== asked) return;
      take(result);
      drawAll();
    }));
    run("now", cuts, (result) => (whole = result), true);
    run("uncut", [], (result) => (uncut = result), true);
    for (const { name } of wanted()) if (!cuts.includes(name)) run(name, [...cuts, name], (result) => without.set(name, result));
    drawAll();
  }

  /** Return the loops that are shown and can be cut. */
  function wanted() {
    return shown().filter((loop) => cuttable.includes(loop));
  }

  function stop() {
    for (const request of requests) request.cancel();
    requests = [];
  }

  function found() {
    const values = {};
    if (whole) for (const [name, result] of without) values[name] = carried(whole, result, looks.measure);
    return values;
  }

  function drawAll() {
    const values = found();
    const means = Object.fromEntries(Object.entries(values).map(([name, { mean }]) => [name, mean]));
    const sizes = Object.entries(means).filter(([, mean]) => Number.isFinite(mean));
    const [first, thickest] = sizes.reduce((best, one) => (Math.abs(one[1]) > Math.abs(best[1]) ? one : best), [null, 0]);
    const most = Math.abs(thickest);
    diagram.draw({ values: means, most, lit: looks.lit, cut: app.state.cuts, shown: shown().map(({ name }) => name), named: card.stages[place].loops });
    const all = wanted().filter(({ name }) => !app.state.cuts.includes(name)).length;
    const isReady = whole && without.size >= all;
    fill(progress, !isReady ? app.text("loops.progress", { n: without.size, of: all })
      : first === null ? app.text("loops.none", { n: whole.replicates })
      : app.text("loops.done", { n: whole.replicates, loop: app.text(`loops.${first}.name`), thick: points(thickest) }));
    if (isReady) sort(values);
    keepingFocus(list, () => drawList(values));
    drawWatched();
  }

  function points(value) {
    return app.voice.signed(100 * value, 1);
  }

  function drawList(values) {
    const head = ["loop", "carries", "cut"].map((name) => h("th", { scope: "col" }, app.text(`loops.column.${name}`)));
    const rows = order.map((loop) => {
      const { name } = loop;
      const isCut = app.state.cuts.includes(name);
      const can = cuttable.includes(loop);
      const value = values[name];
      const said = isCut ? app.text("loops.is_cut") : !can ? app.text("loops.uncuttable") : !value ? "…"
        : Number.isFinite(value.mean) ? `${points(value.mean)} [${points(value.low)}, ${points(value.high)}]` : "—";
      const show = h("button", { type: "button", id: `loop-${name}`, class: "loop-name", "aria-pressed": String(looks.lit === name), onclick: () => light(looks.lit === name ? null : name) },
        h("span", { class: `number ${loop.reinforcing ? "reinforcing" : "balancing"}` }, loop.number), " ", app.text(`loops.${name}.name`));
      const cut = can ? h("button", { type: "button", id: `cut-${name}`, "aria-pressed": String(isCut), title: loop.cut_words[app.state.language], onclick: () => toggle(name) },
        app.text(isCut ? "loops.mend" : "loops.cut"), h("span", { class: "unseen" }, ` ${app.text(`loops.${name}.name`)}`)) : null;
      const kind = app.text(loop.reinforcing ? "loops.reinforcing" : "loops.balancing");
      return h("tr", { class: isCut ? "cut" : "" }, h("th", { scope: "row" }, show, h("small", {}, `${kind} ${loop.words[app.state.language]}`)), h("td", {}, said), h("td", {}, cut));
    });
    const later = card.loops.length - order.length;
    fill(list, h("table", {}, h("caption", {}, app.text("loops.caption", { measure: app.text(`measure.${looks.measure}.name`) })), h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows)),
      later ? h("p", { class: "says" }, app.text("loops.later", { n: later })) : null);
  }

  /**
   * Put what carries most on top. Only once all is known, and never while somebody's focus is in the list: a row that
   * runs away from under a finger is pressed by mistake.
   */
  function sort(values) {
    if (list.contains(document.activeElement)) return;
    order = shown().sort((a, b) => sizeOf(values, b) - sizeOf(values, a));
  }

  function light(name) {
    looks.lit = name;
    predict();
    drawAll();
  }

  /** Ask for a prediction before the loop that is alight is cut. */
  function predict() {
    prediction?.stop();
    prediction = cuttable.some(({ name }) => name === looks.lit) && !app.state.cuts.includes(looks.lit)
      ? createPrediction(app, { loop: looks.lit, measure: looks.measure, ...worlds(), id: "predict" }) : null;
    fill(predicted, prediction?.node);
  }

  /** Go to what is told of the chosen arrow; Escape leads back to where one came from. */
  function read() {
    back = document.activeElement;
    linkTitle.focus();
  }

  /** What is cut stays on top, what cannot be cut goes to the end. */
  function sizeOf(values, { name }) {
    if (app.state.cuts.includes(name)) return Number.MAX_VALUE;
    return Number.isFinite(values[name]?.mean) ? Math.abs(values[name].mean) : -1;
  }

  function toggle(name) {
    const { cuts } = app.state;
    app.set({ cuts: cuts.includes(name) ? cuts.filter((one) => one !== name) : [...cuts, name] });
  }

  /** Tell what the chosen arrow is: in words, by which rule, with which numbers, from which source. */
  function drawLink() {
    if (!chosen) return;
    const isFolded = chosen.way.length > 2;
    fill(link, isFolded ? h("p", {}, h("strong", {}, sentence(saidOf(app, chosen)))) : null, chosen.links.map((one) => {
      const parameters = one.parameters.map((name) => {
        const { value, status, source } = app.parameters.get(name);
        return h("li", {}, h("code", {}, name), ` = ${app.voice.exact(Number(app.valueAt("a", name, 0) ?? value))} · ${app.text(`statuses.${status}.name`)}`, h("small", {}, sourceOf(app, source)));
      });
      const loops = one.loops.map((name) => app.text(`loops.${name}.name`));
      return h("div", { class: "one-link" },
        h("p", {}, h("strong", {}, nameOf(app, one)), ". ", sentence(one.words[app.state.language]), one.late ? ` ${sentence(lateSaid(app, one.late))}` : null),
        h("p", {}, app.text("loops.rule"), " ", h("code", {}, one.rule), " · ", referenceOf(one)),
        loops.length ? h("p", {}, app.text("loops.in", { loops: app.voice.list(loops) })) : null,
        parameters.length ? h("ul", {}, parameters) : h("p", {}, app.text("loops.no_parameters")));
    }));
  }

  function sentence(words) {
    return `${words[0].toUpperCase()}${words.slice(1)}.`;
  }

  /** A title stays as it was published. */
  function referenceOf({ reference }) {
    const entry = card.references[reference];
    if (!entry) return app.text(`loops.source.${reference === "definition" ? "definition" : "assumption"}`);
    const names = (entry.author ?? "").split(" and ").map((name) => name.split(",")[0]);
    const who = names.length > 2 || names.includes("others") ? `${names[0]} et al.` : names.join(" & ");
    return [`${[who, entry.year].filter(Boolean).join(" ")}: `, h("span", { lang: "en" }, entry.title), entry.doi ? `. doi:${entry.doi}` : ""];
  }

  /** Show the gains with the cuts, and without them. */
  function drawWatched() {
    if (!whole || !uncut) return fill(watched, h("p", { class: "says" }, app.text("loops.waiting")));
    const groups = ["coached", "uncoached"];
    const lines = [];
    for (const group of groups) {
      if (app.state.cuts.length) lines.push({ label: app.text("loops.before", { group: app.text(`groups.${group}.short`) }), middle: gainOf(uncut, group), ink: INK[group], dash: "1.5 4", width: 1.6, faint: true });
      lines.push({ label: app.text(`groups.${group}.short`), middle: gainOf(whole, group), ink: INK[group], dash: "" });
    }
    const { values } = app.engine.resolve(app.settings("a"));
    const spec = {
      title: app.text("chart.gain"), unit: app.text("scales.points.name"), months: whole.months, lines, range: rangeOf(lines, { span: 0.08, with: [0] }), zero: true,
      window: [values.mentoring_start, values.mentoring_end], number: (value) => app.voice.number(100 * value, 0),
      words: { coaching: app.text("chart.coaching"), month: app.text("chart.month") }, size: app.state.big ? 16 : 12,
    };
    const svg = s("svg", { role: "img", class: "curves", "aria-label": `${spec.title}. ${inWords(lines)}` });
    const [width, height] = [Math.max(280, watched.clientWidth || 420), 230];
    for (const [name, value] of Object.entries({ viewBox: `0 0 ${width} ${height}`, width, height, "font-size": spec.size })) svg.setAttribute(name, value);
    svg.innerHTML = drawing(spec, width, height);
    const key = createKey();
    drawKey(key, spec, width);
    const cuts = app.state.cuts.map((name) => app.text(`loops.${name}.name`));
    const means = (result) => points(app.engine.mean(result.measure(looks.measure)));
    fill(watched, h("figure", { class: "chart small" }, h("figcaption", {}, h("h3", {}, spec.title)), svg, key),
      h("p", { role: "status", id: "loops-told" }, cuts.length
        ? app.text("loops.told", { loops: app.voice.list(cuts), measure: app.text(`measure.${looks.measure}.name`), before: means(uncut), after: means(whole), n: whole.replicates })
        : app.text("loops.nothing_cut")));
  }

  function gainOf(result, group) {
    return seriesBand(result, `coverage.ccs.${group}`, { gain: true })[1];
  }

  function inWords(lines) {
    const last = lines[0].middle.length - 1;
    return app.voice.list(lines.map((line) => app.text("chart.told.line", { line: line.label, middle: points(line.middle[last]) })));
  }

  function drawLinks() {
    if (!details.open) return;
    const head = ["link", "words", "rule"].map((name) => h("th", { scope: "col" }, app.text(`loops.column.${name}`)));
    const rows = [...diagram.arrows.values()].map((one) =>
      h("tr", {}, h("th", { scope: "row" }, h("button", { type: "button", class: "loop-name", onclick: () => { diagram.select(one.key); read(); } }, nameOf(app, one))),
        h("td", {}, [...one.links.map((each) => each.words[app.state.language]), ...one.late.map((kind) => lateSaid(app, kind))].join("; ")), h("td", {}, h("code", {}, one.links[0].rule))));
    fill(links, h("table", {}, h("caption", {}, app.text("loops.links_table")), h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows)));
  }

  return {
    update(change) {
      if (!change.state) return;
      follow();
      ask();
    },
    unmount: () => { stop(); hypothesis.stop(); prediction?.stop(); },
  };
}
