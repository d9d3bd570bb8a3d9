/** Question: which scenarios are looked at, A and B, in which worlds, against which status quo. */

import { field, h } from "../../ui/dom.js";
import { setsOf } from "../../ui/state.js";

/** Return what is asked: the scenario of A, of B, and how many worlds of which kind, with the tools and the gallery beside them. */
export function question(app, tools, gallery) {
  const { state, card, voice } = app;
  const option = (value, text, chosen) => { const node = h("option", { value }, text); node.selected = value === chosen; return node; };
  const names = card.scenarios.map((scenario) => scenario.name);
  const choose = (which, name) => chooseScenario(app, which, name);
  const a = h("select", { id: "scenario-a", "aria-describedby": "question-a", onchange: () => choose("a", a.value) },
    names.map((name) => option(name, app.scenarioName(name), state.a.scenario)));
  const b = h("select", { id: "scenario-b", "aria-describedby": state.b ? "question-b" : null, onchange: () => names.includes(b.value) ? choose("b", b.value) : app.set({ b: b.value === "none" ? null : b.value === "same" ? structuredClone(app.state.a) : app.state.b }) },
    option("none", app.text("case.none"), state.b ? "" : "none"), option("same", app.text("case.same"), ""),
    state.b && setsOf(state.b).length ? option("kept", app.text("case.changed", { scenario: app.scenarioName(state.b.scenario) }), "kept") : null,
    names.map((name) => option(name, app.scenarioName(name), state.b && !setsOf(state.b).length ? state.b.scenario : "")));
  const asks = (name) => voice.question(app.scenario(name));
  const changed = setsOf(state.a).length ? h("span", { class: "changed" }, app.text("case.n_changes", { n: setsOf(state.a).length })) : null;
  return h("div", { class: "question" },
    field(app.text("case.choose_a"), a), field(app.text("case.choose_b"), b), tools, worldsField(app, option), gallery,
    h("p", { class: "says asks" }, h("span", { id: "question-a" }, h("b", {}, state.b ? "A: " : ""), asks(state.a.scenario), " ", changed),
      state.b ? h("span", { id: "question-b" }, h("b", {}, " B: "), asks(state.b.scenario)) : null));
}

/** Take a scenario as A or B, in the places it runs in. */
export function chooseScenario(app, which, name) {
  const [asked, size] = app.caseOf(name);
  app.set({ [which]: asked, size });
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
    h("div", { class: "worlds-of" },
      field(app.text("uncertainty"), uncertainty, h("p", { class: "says" }, app.text(`uncertainty.${state.uncertainty}.says`))),
      h("div", { class: "pair" }, field(app.text("size"), size), field(app.text("seed"), seed)),
      field(app.text("worlds.quo"), quo, h("p", { class: "says" }, app.text("worlds.quo_says")))));
}
