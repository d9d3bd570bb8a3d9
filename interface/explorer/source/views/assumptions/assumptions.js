/** Assumptions: every number of the model with meaning, unit, range, value, grade and source; editable. */

import { chooser, field, fill, h } from "../../ui/dom.js";
import { looksOf } from "../../ui/looks.js";
import { without } from "../../ui/state.js";
import { typedNumber } from "../../ui/words.js";
import { bringOut } from "../desk/levers.js";
import { sourceOf } from "./sources.js";

export const view = { id: "assumptions", mount };

const GRADES = ["measured", "calibrated", "assumed", "draft"];

function conceptOf(parameter, processes) {
  const [group, field] = parameter.name.split(".");
  if (!field) return parameter.kind === "lever" ? "levers" : "context";
  return processes.includes(group) ? "process" : group;
}

function mount(root, app) {
  const { card } = app;
  const grades = GRADES.filter((name) => card.parameters.some((parameter) => parameter.status === name));
  const plausible = new Map();
  card.plausible?.names.forEach((name, i) => {
    const values = card.plausible.sets.map((set) => set.values[i]);
    plausible.set(name, [Math.min(...values), Math.max(...values)]);
  });
  const concepts = [...new Set(card.parameters.map((parameter) => conceptOf(parameter, card.processes)))];
  const looks = looksOf(app, "assumptions", { find: "", concept: "", grade: "", edited: false });
  const search = h("input", { type: "search", id: "find", autocomplete: "off", value: looks.find, oninput: () => draw() });
  const concept = chooser("concept", ["", ...concepts], (name) => app.text(name ? `concepts.${name}.name` : "assumptions.all"), () => draw());
  const grade = chooser("grade", ["", ...grades], (name) => app.text(name ? `statuses.${name}.name` : "assumptions.all"), () => draw());
  const edited = h("input", { type: "checkbox", id: "only-edited", checked: looks.edited, onchange: () => draw() });
  concept.value = looks.concept;
  grade.value = looks.grade;
  const count = h("p", { role: "status", id: "assumptions-count" });
  const body = h("tbody", { role: "rowgroup" });
  const problem = h("div", { class: "problem", role: "alert" });
  const reset = h("button", { type: "button", id: "reset-assumptions", onclick: () => { app.set({ assume: {} }); draw(); search.focus(); } }, app.text("assumptions.reset"));
  const head = ["name", "value", "range", "grade", "source"].map((name) => h("th", { scope: "col", role: "columnheader" }, app.text(`assumptions.${name}`)));
  const counts = grades.map((name) => app.text("assumptions.counts", { n: card.parameters.filter((parameter) => parameter.status === name).length, grade: app.text(`statuses.${name}.plural`) }));
  fill(root, h("h1", {}, app.text("view.assumptions")),
    h("p", {}, app.text("assumptions.says", { n: card.parameters.length, counts: app.voice.list(counts) })),
    h("ul", { class: "grades" }, grades.map((name) => h("li", {}, gradeOf(app, name), " ", app.text(`statuses.${name}.meaning`)))),
    h("p", {}, app.text("assumptions.edit_says")),
    problem,
    h("div", { class: "filters" }, field(app.text("assumptions.find"), search), field(app.text("assumptions.concept"), concept), field(app.text("assumptions.grade"), grade),
      h("label", { class: "check" }, edited, " ", app.text("assumptions.only_edited")), reset),
    count,
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": app.text("view.assumptions") },
      h("table", { class: "assumption-values", role: "table" }, h("caption", { class: "unseen" }, app.text("view.assumptions")), h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, head)), body)));

  function isShown(parameter) {
    const text = `${parameter.name} ${app.voice.meaning(parameter.name)} ${sourceOf(app, parameter.source)}`.toLowerCase();
    return (
      (!search.value || text.includes(search.value.toLowerCase())) &&
      (!concept.value || conceptOf(parameter, card.processes) === concept.value) &&
      (!grade.value || parameter.status === grade.value) &&
      (!edited.checked || parameter.name in app.state.assume)
    );
  }

  function draw() {
    Object.assign(looks, { find: search.value, concept: concept.value, grade: grade.value, edited: edited.checked });
    const shown = card.parameters.filter(isShown);
    fill(body, shown.length ? shown.map(row) : h("tr", { role: "row" }, h("td", { role: "cell", colspan: head.length }, app.text("assumptions.none"))));
    fill(count, app.text("assumptions.shown", { n: shown.length, of: card.parameters.length }));
    update();
  }

  function row(parameter) {
    const id = `value-${parameter.name.replace(".", "-")}`;
    const spread = plausible.get(parameter.name);
    const { voice } = app;
    const range = parameter.choices?.length ? parameter.choices.map((choice) => app.text(`choices.${choice}.short`)).join(", ")
      : app.text("assumptions.range_of", { low: voice.exact(parameter.low), high: voice.exact(parameter.high) });
    const cell = (head, ...children) => h("td", { role: "cell", "data-head": app.text(`assumptions.${head}`), class: head === "source" ? head : null }, children);
    // The roles are told because a narrow screen lays the table out as cards, which would lose them.
    return h("tr", { role: "row", "data-name": parameter.name, class: parameter.name in app.state.assume ? "edited" : null },
      h("th", { role: "rowheader", scope: "row" }, h("code", {}, parameter.name), h("small", {}, voice.meaning(parameter.name))),
      cell("value", valueControl(parameter, id), h("small", {}, voice.unit(parameter.unit))),
      cell("range", range, spread ? h("small", {}, app.text("assumptions.plausible", { low: voice.exact(spread[0]), high: voice.exact(spread[1]) })) : null),
      cell("grade", gradeOf(app, parameter.status)),
      cell("source", sourceOf(app, parameter.source)));
  }

  function valueControl(parameter, id) {
    const { voice } = app;
    const current = app.state.assume[parameter.name] ?? parameter.value;
    if (parameter.kind === "lever")
      return h("span", {}, parameter.choices?.length ? app.text(`choices.${parameter.value}.short`) : voice.exact(parameter.value), " ",
        h("button", { type: "button", id, onclick: () => toDesk(parameter.name), "aria-label": app.text("assumptions.to_desk_of", { name: parameter.name }) }, app.text("assumptions.to_desk")));
    const trouble = h("span", { class: "trouble", role: "alert" });
    const usual = h("small", { class: "usual", hidden: current === parameter.value }, app.text("assumptions.usual", { value: voice.exact(parameter.value) }));
    const box = h("input", {
      type: "text", inputmode: "decimal", id, value: voice.typed(current), "aria-label": `${parameter.name}, ${voice.unit(parameter.unit)}`, autocomplete: "off",
      onchange: () => {
        const asked = typedNumber(box.value, { thousands: parameter.high >= 1000 });
        const isFine = asked >= parameter.low && asked <= parameter.high && (!parameter.whole || Number.isInteger(asked));
        fill(trouble, isFine ? "" : app.text(parameter.whole ? "assumptions.refused_whole" : "assumptions.refused", { low: voice.exact(parameter.low), high: voice.exact(parameter.high) }));
        if (!isFine) return;
        const assume = without(app.state.assume, parameter.name);
        app.set({ assume: asked === parameter.value ? assume : { ...assume, [parameter.name]: asked } });
        usual.hidden = asked === parameter.value;
        box.closest("tr").classList.toggle("edited", asked !== parameter.value);
      },
    });
    return h("span", {}, box, trouble, usual);
  }

  /** Go to a lever where it stands on the desk. */
  function toDesk(name) {
    bringOut(app, name);
    app.set({ view: "desk" });
    const lever = document.getElementById(`a-${name.replace(".", "-")}`);
    (lever ?? document.getElementById("main")).focus();
  }

  function update() {
    reset.disabled = !Object.keys(app.state.assume).length;
    fill(problem, app.problems.map(({ key, parts }) => h("p", {}, app.text(key, parts))));
  }

  draw();
  return { update: (change) => change.state && update() };
}

function gradeOf(app, status) {
  return h("span", { class: `grade ${status}` }, app.text(`statuses.${status}.name`));
}
