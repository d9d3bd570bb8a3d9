/** The policy desk: levers, a timeline, what many worlds say, and everything needed to take it away. */

import { field, fill, h } from "../../ui/dom.js";
import { replicatesOf, setsOf, settingsOf, START } from "../../ui/state.js";
import { createAnswers, spoken } from "./answers.js";
import { createByPlace } from "./by_place.js";
import { createCases } from "./cases.js";
import { CHARTS } from "./curves.js";
import { createFigure } from "./figure.js";
import { commandOfMany, download, exportFigure, exportRuns, fileName, scenarioToml } from "./exports.js";
import { createLevers } from "./levers.js";
import { createMatters } from "./matters/matters.js";
import { createTimeline } from "./timeline.js";

const SHOWN_BEFORE = 1600;
/** Milliseconds that curves may be out of date before they are marked so. */
const PATIENCE = 400;

/** Milliseconds after the charts in sight were handed to the screen, until what is out of sight is drawn. */
const SOON = 8;

export const view = { id: "desk", mount };

function mount(root, app) {
  let editing = "a";
  let replaying = null;
  let timer = 0;
  let frame = 0;
  let marking = 0;
  let painting = 0;
  let finishing = 0;
  app.readMonth = null;

  const head = h("div", { class: "asked" });
  const leverHolder = h("div", { class: "lever-holder" });
  const problem = h("div", { class: "problem", role: "alert" });
  const caption = h("p", { class: "replaying", role: "status" });
  const waiting = h("p", { class: "waiting", role: "status" }, app.text("lesson.running"));
  const timeline = createTimeline(app, () => editing);
  const answers = createAnswers(app);
  const byPlace = createByPlace(app);
  const cases_ = createCases(app);
  const matters = createMatters(app, () => editing);
  const figures = CHARTS.map((chart) => createFigure(chart, app, {
    onRead: (month) => { app.readMonth = month; drawLater(); },
    onExport: (kind, specs) => exportFigure(app, kind, specs),
  }));
  const reading = readSlider(app, () => drawLater());
  const charts = h("div", { class: "charts" }, figures.map((figure) => figure.node));
  const take = takeAway(app, () => editing);
  let levers = null;

  fill(root,
    h("h1", { class: "unseen" }, app.text("view.desk")),
    head,
    h("div", { class: "desk" },
      h("div", { class: "over" }, waiting, problem, caption, answers.regimes),
      h("section", { class: "left", "aria-labelledby": "levers-title" }, h("h2", { id: "levers-title" }, app.text("levers.title")), timeline.from, leverHolder),
      h("section", { class: "right", "aria-labelledby": "results-title" },
        h("h2", { id: "results-title", class: "unseen" }, app.text("results.title")), charts, reading.node,
        h("p", { class: "says" }, app.text("chart.how")), answers.tables, cases_.node, matters.node, byPlace.node, timeline.node, take.node)));
  let headShows = "";
  // A choice that comes to what was asked before must be shown as that again.
  head.addEventListener("change", () => { headShows = ""; }, true);
  drawLevers();

  function drawLevers() {
    levers = createLevers(app, editing);
    const tabs = app.state.b
      ? h("div", { class: "joined", role: "group", "aria-label": app.text("levers.of") }, ["a", "b"].map((which) =>
          h("button", { type: "button", id: `edit-${which}`, "aria-pressed": String(editing === which), onclick: () => { editing = which; drawLevers(); updateAll(); document.getElementById(`edit-${which}`).focus(); } }, app.text("levers.of_case", { label: which.toUpperCase() }))))
      : null;
    fill(leverHolder, tabs, levers.node);
    levers.update();
  }

  function drawHead() {
    const { state: { a, b, uncertainty, size, seed }, history } = app;
    const cases = [a, b].map((one) => one && [one.scenario, setsOf(one).length]);
    const shows = JSON.stringify([cases, app.state.quo, uncertainty, size, seed, history.canUndo, history.canRedo]);
    if (shows === headShows) return;
    headShows = shows;
    fill(head, question(app, tools()));
  }

  function tools() {
    const button = (id, act, enabled = true) => h("button", { type: "button", id, disabled: !enabled, onclick: act }, app.text(`tool.${id}`));
    const { history } = app;
    return h("div", { class: "desk-tools", role: "group", "aria-label": app.text("tools") },
      button("undo", () => app.step(-1), history.canUndo),
      button("redo", () => app.step(1), history.canRedo),
      button("replay", replay, history.canUndo),
      button("open", () => app.chooseFile()),
      button("reset", () => app.set({ a: START.a, b: null, quo: START.quo, assume: {} })));
  }

  /** Show what was before the last change, then what is now. */
  async function replay() {
    const { before } = app;
    if (!before) return;
    clearTimeout(timer);
    const results = {};
    for (const which of ["a", "reference", ...(before.b ? ["b"] : [])]) {
      const request = app.engine.request(settingsOf(before, which), { key: `replay-${which}`, seed: before.seed, replicates: replicatesOf(app.card.sizes[before.size]), first: 16 }, () => {});
      results[which] = await request.done;
    }
    if (!results.a) return;
    replaying = results;
    fill(caption, app.text("replay.before"));
    document.body.classList.add("is-replaying");
    draw();
    timer = setTimeout(() => {
      replaying = null;
      fill(caption, app.text("replay.after"));
      draw();
      timer = setTimeout(() => { fill(caption); document.body.classList.remove("is-replaying"); }, SHOWN_BEFORE);
    }, SHOWN_BEFORE);
  }

  function shown() {
    const results = replaying ?? app.results;
    const reference = results.reference;
    const one = (which) => ({ which, label: app.text(`case.${which}`), result: results[which], reference });
    return app.state.b ? [one("a"), one("b")] : [one("a")];
  }

  function drawLater() {
    cancelAnimationFrame(frame);
    // New worlds draw the page when they come, at once; the old ones are only marked, not drawn once more before.
    frame = requestAnimationFrame(() => {
      if (isStale() && !replaying) markLater();
      else draw();
    });
  }

  function isStale() {
    return !app.isCurrent && !app.problems.length;
  }

  /** Pale what is out of date once it has been so for a while; what is answered at once never flickers. */
  function markLater() {
    clearTimeout(marking);
    marking = setTimeout(() => (root.dataset.stale = String(isStale())), PATIENCE);
  }

  function draw() {
    const cases = shown().filter(({ result, reference }) => result && reference);
    if (isStale()) markLater();
    else root.dataset.stale = "false";
    waiting.hidden = cases.length > 0;
    if (!cases.length) return;
    charts.classList.toggle("comparing", cases.length > 1);
    answers.updateRegimes(cases);
    for (const figure of figures) if (figure.isSeen) figure.update(cases);
    reading.update();
    document.documentElement.dataset.firstChart ??= String(Math.round(performance.now()));
    stopFinishing();
    painting = requestAnimationFrame(() => (finishing = setTimeout(() => finish(cases), SOON)));
  }

  /** Draw what is out of sight, and the tables, once the charts in sight are painted: whoever moves a lever waits for those. */
  function finish(cases) {
    for (const figure of figures) if (!figure.isSeen) figure.update(cases);
    answers.updateTables(cases);
    byPlace.update(cases);
    cases_.draw();
    const settled = app.isSettled && !replaying;
    root.dataset.settled = String(settled);
    root.dataset.replicates = String(app.results.a?.replicates ?? 0);
    if (settled) app.say(spoken(app, cases[0]));
  }

  function stopFinishing() {
    cancelAnimationFrame(painting);
    clearTimeout(finishing);
  }

  function updateAll() {
    if (!app.state.b && editing === "b") { editing = "a"; drawLevers(); }
    if (Boolean(app.state.b) !== Boolean(leverHolder.querySelector("#edit-a"))) drawLevers();
    levers.update();
    timeline.update();
    take.update();
    matters.update();
    cases_.update();
    fill(problem, app.problems.map(({ key, parts }) => h("p", {}, app.text(key, parts))));
    const focused = document.activeElement?.id;
    drawHead();
    if (focused) {
      const again = document.getElementById(focused);
      if (again && document.activeElement !== again) (again.matches(":disabled") ? document.getElementById("reset") : again).focus({ preventScroll: true });
    }
  }

  updateAll();
  draw();

  return {
    update(change) {
      if (change.state) {
        root.dataset.settled = "false";
        if (isStale()) stopFinishing(); // new worlds come, and draw all of it
        if (replaying) { clearTimeout(timer); replaying = null; fill(caption); document.body.classList.remove("is-replaying"); }
        updateAll();
        drawLater();
      }
      if (change.results) {
        take.update();
        draw();
      }
    },
    unmount() {
      timeline.stop();
      matters.stop();
      cases_.stop();
      for (const figure of figures) figure.stop();
      cancelAnimationFrame(frame);
      stopFinishing();
      clearTimeout(timer);
      clearTimeout(marking);
      document.body.classList.remove("is-replaying");
    },
  };
}

/** What is asked: the scenario of A, of B, and how many worlds of which kind. */
function question(app, tools) {
  const { state, card, voice } = app;
  const option = (value, text, chosen) => { const node = h("option", { value }, text); node.selected = value === chosen; return node; };
  const names = card.scenarios.map((scenario) => scenario.name);
  const choose = (which, name) => {
    const [asked, size] = app.caseOf(name);
    app.set({ [which]: asked, size });
  };
  const a = h("select", { id: "scenario-a", "aria-describedby": "question-a", onchange: () => choose("a", a.value) },
    names.map((name) => option(name, app.scenarioName(name), state.a.scenario)));
  const b = h("select", { id: "scenario-b", "aria-describedby": state.b ? "question-b" : null, onchange: () => names.includes(b.value) ? choose("b", b.value) : app.set({ b: b.value === "none" ? null : b.value === "same" ? structuredClone(app.state.a) : app.state.b }) },
    option("none", app.text("case.none"), state.b ? "" : "none"), option("same", app.text("case.same"), ""),
    state.b && setsOf(state.b).length ? option("kept", app.text("case.changed", { scenario: app.scenarioName(state.b.scenario) }), "kept") : null,
    names.map((name) => option(name, app.scenarioName(name), state.b && !setsOf(state.b).length ? state.b.scenario : "")));
  const asks = (name) => voice.question(app.scenario(name));
  const changed = setsOf(state.a).length ? h("span", { class: "changed" }, app.text("case.n_changes", { n: setsOf(state.a).length })) : null;
  return h("div", { class: "question" },
    field(app.text("case.choose_a"), a, h("p", { id: "question-a", class: "says" }, asks(state.a.scenario), " ", changed)),
    field(app.text("case.choose_b"), b, state.b ? h("p", { id: "question-b", class: "says" }, asks(state.b.scenario)) : h("p", { class: "says" }, app.text("case.b_says"))),
    h("div", {}, worldsField(app, option), tools));
}

function worldsField(app, option) {
  const { state, card, voice } = app;
  const sets = card.plausible?.sets.length ?? 0;
  const uncertainty = h("select", { id: "uncertainty", onchange: () => app.set({ uncertainty: uncertainty.value }) },
    option("plausible", app.text("uncertainty.plausible", { sets }), state.uncertainty), option("none", app.text("uncertainty.none"), state.uncertainty));
  const size = h("select", { id: "size", onchange: () => app.set({ size: size.value }) },
    Object.entries(card.sizes).map(([name, one]) => option(name, app.text("size.choice", { name: app.sizeName(name), teams: voice.number(one.teams, 0) }), state.size)));
  const seed = h("input", { type: "number", id: "seed", min: 0, step: 1, value: state.seed, onchange: () => {
    const asked = Number(seed.value);
    if (Number.isSafeInteger(asked) && asked >= 0) app.set({ seed: asked });
    else seed.value = app.state.seed;
  } });
  const chosen = { uncertainty: app.text(`uncertainty.${state.uncertainty}`, { sets }), teams: card.sizes[state.size].teams, seed: state.seed };
  const fitting = card.scenarios.filter((one) => !one.size || one.size === state.size).map((one) => one.name);
  const quo = h("select", { id: "quo", onchange: () => app.set({ quo: quo.value }) },
    fitting.map((name) => option(name, app.scenarioName(name), state.quo)));
  return h("details", { class: "worlds", open: app.worldsOpen, ontoggle: (event) => (app.worldsOpen = event.target.open) },
    h("summary", { id: "worlds" }, h("strong", {}, app.text("worlds")), h("span", { class: "says" }, ` ${app.text("worlds.chosen", chosen)}`)),
    field(app.text("uncertainty"), uncertainty, h("p", { class: "says" }, app.text(`uncertainty.${state.uncertainty}.says`))),
    h("div", { class: "pair" }, field(app.text("size"), size), field(app.text("seed"), seed)),
    field(app.text("worlds.quo"), quo, h("p", { class: "says" }, app.text("worlds.quo_says"))));
}

function readSlider(app, draw) {
  const last = app.months - 1;
  const slider = h("input", { type: "range", id: "read-month", min: 0, max: last, step: 1, value: last, oninput: () => { app.readMonth = Number(slider.value); draw(); } });
  const shown = h("output", { for: "read-month" });
  return {
    node: h("div", { class: "from" }, h("label", { for: "read-month" }, app.text("chart.read")), slider, shown),
    update: () => { slider.value = app.readMonth ?? last; fill(shown, app.dateSaid(app.readMonth ?? last)); slider.setAttribute("aria-valuetext", app.monthSaid(app.readMonth ?? last)); },
  };
}

/** The link, the commands, and the files. */
function takeAway(app, caseOf) {
  const line = (id, label) => {
    const input = h("input", { type: "text", id, readonly: true, spellcheck: "false", onfocus: () => input.select() });
    return { input, node: h("div", { class: "field wide" }, h("label", { for: id }, label), input) };
  };
  const link = line("link", app.text("take.link"));
  const many = line("command-many", app.text("take.many"));
  const one = line("command-one", app.text("take.one"));
  const button = (id, act) => h("button", { type: "button", id, onclick: act }, app.text(`take.${id}`));
  const node = h("section", { class: "take", "aria-labelledby": "take-title" },
    h("h3", { id: "take-title" }, app.text("take.title")),
    link.node, h("p", { class: "says" }, app.text("take.link_says")), many.node, one.node,
    h("p", { class: "says" }, app.text("take.command_says", { scenario: app.state.quo })),
    h("div", { class: "desk-tools" }, button("runs", () => exportRuns(app)), button("toml", () => download(fileName(app, "scenario", "toml"), scenarioToml(app, caseOf()), "application/toml"))));
  function update() {
    link.input.value = app.link;
    const settings = app.settings(caseOf());
    many.input.value = commandOfMany(app, caseOf(), app.results.a?.of ?? 400);
    one.input.value = app.engine.command(settings, { seed: app.state.seed, replicate: 0 });
    for (const { node: line_, input } of [many, one]) line_.hidden = !input.value;
  }
  return { node, update };
}
