/** Timeline: when each lever changes: the month from which the sliders act, and a list to edit; the flags of the charts show it. */

import { fill, h, keepingFocus } from "../../ui/dom.js";
import { ALWAYS } from "../../engine/settings.js";
import { isSameChange, withChange, without } from "../../ui/state.js";
import { typedNumber } from "../../ui/words.js";
import { windowOf } from "./curves.js";
import { writtenAs, writtenValue } from "./levers.js";

export function createTimeline(app, caseOf) {
  const last = app.months - 1;
  const head = h("input", { type: "range", id: "from-month", min: 0, max: last, step: 1, oninput: () => app.set({ month: Number(head.value) }) });
  const shown = h("output", { for: "from-month", class: "month-shown" });
  const list = h("ul", { class: "changes" });
  const adding = addForm(app, caseOf);
  const note = h("p", { class: "says" });
  const node = h("section", { class: "timeline", "aria-labelledby": "timeline-title" },
    h("h3", { id: "timeline-title" }, app.text("timeline.title")),
    note, list, adding.node);
  const from = h("div", { class: "acting" },
    h("div", { class: "from" }, h("label", { for: "from-month", title: app.text("timeline.says") }, app.text("timeline.from")), head, shown));
  let drawn = "";

  function update() {
    const which = caseOf();
    const asked = JSON.stringify([which, app.state.month, app.settings(which)]);
    if (asked === drawn) return;
    drawn = asked;
    head.value = app.state.month;
    fill(shown, app.dateSaid(app.state.month));
    head.setAttribute("aria-valuetext", app.monthSaid(app.state.month));
    const window_ = windowOf(app, which);
    fill(note, !window_ ? app.text("timeline.nobody")
      : app.text(window_[1] < app.months ? "timeline.window" : "timeline.window_kept", { start: app.monthSaid(window_[0]), end: app.monthSaid(window_[1] - 1) }),
      window_?.[0] > 0 ? [" ", app.text("timeline.run_up", { end: app.monthSaid(window_[0] - 1) })] : null);
    keepingFocus(node, () => drawList(which));
    adding.update();
  }

  function drawList(which) {
    const asked = app.state[which];
    const own = asked.changes.map((change, i) => ownRow(app, which, change, i));
    const undated = Object.entries(asked.values).map(([name, value]) => {
      const parameter = app.parameters.get(name);
      return h("li", {}, h("span", {}, app.text("timeline.all_months", { lever: app.text(`parameter.${name}.name`), value: writtenValue(parameter, value, app.voice) })),
        remove(app, `all-${name.replace(".", "-")}`, app.text(`parameter.${name}.name`), () => {
          app.set({ [which]: { ...app.state[which], values: without(app.state[which].values, name) } });
        }));
    });
    const fixed = scenarioChanges(app, which).map(({ name, month, value, where }) =>
      h("li", { class: "given" }, app.text(month === ALWAYS ? "timeline.given_always" : "timeline.given", {
        lever: inPlaces(app, name, where), month: app.monthSaid(month), value: writtenValue(app.parameters.get(name), value, app.voice),
      })));
    fill(list, fixed, undated, own);
    list.hidden = !list.childElementCount;
  }

  return { node, from, update, add: adding.open };
}

/** Return the dated changes of levers that come from the scenario and that the user has not replaced. */
function scenarioChanges(app, which) {
  const { changes, values } = app.state[which];
  return app.scenario(app.state[which].scenario).changes
    .filter((change) => app.parameters.get(change.name)?.kind === "lever")
    .filter((change) => !Object.hasOwn(values, change.name) && !changes.some((own) => isSameChange(own, change)));
}

/** Return the name of a lever, with the places where a change of it holds. */
function inPlaces(app, name, where) {
  const lever = app.text(`parameter.${name}.name`);
  return where ? app.text("timeline.in_places", { lever, places: app.voice.list(where) }) : lever;
}

function remove(app, id, lever, act) {
  return h("button", { type: "button", id: `remove-${id}`, class: "remove", "aria-label": app.text("timeline.remove", { lever }), onclick: () => { act(); document.getElementById("from-month").focus(); } }, "×");
}

function ownRow(app, which, change, i) {
  const parameter = app.parameters.get(change.name);
  const lever = inPlaces(app, change.name, change.where);
  const without = () => app.state[which].changes.filter((one) => !isSameChange(one, change));
  const put = (changed) => app.set({ [which]: { ...app.state[which], changes: withChange(without(), changed) } });
  const month = monthBox(app, `change-${i}-month`, change.month, { "aria-label": app.text("timeline.month_of", { lever }) });
  month.input.addEventListener("change", () => {
    const asked = month.read();
    if (Number.isFinite(asked)) put({ ...change, month: asked });
    else month.input.value = app.when(change.month);
  });
  const said = { lever, value: writtenValue(parameter, change.value, app.voice) };
  const when = change.month === ALWAYS ? h("span", {}, app.text("timeline.all_months", said)) : [h("span", {}, app.text(app.calendar ? "timeline.own_dated" : "timeline.own", said)), month.input, month.says];
  return h("li", {}, when,
    remove(app, `own-${i}`, lever, () => app.set({ [which]: { ...app.state[which], changes: without() } })));
}

/**
 * Return { input, says, read } of a box for a month: its number; or its date, and then what was typed is said in words
 * beside it. `read` gives the month, NaN where it is none of this run.
 */
function monthBox(app, id, month, properties = {}) {
  const kind = app.calendar ? { type: "text", size: 12, autocomplete: "off" } : { type: "number", min: 0, max: app.months - 1 };
  const input = h("input", { ...kind, ...properties, id, value: app.when(month), "aria-describedby": app.calendar ? `${id}-says` : null, oninput: () => tell() });
  const says = h("span", { class: "says", id: `${id}-says` });
  const read = () => {
    const asked = app.typedMonth(input.value);
    return asked >= 0 && asked < app.months ? asked : Number.NaN;
  };
  const tell = () => {
    if (!app.calendar) return;
    const asked = read();
    fill(says, Number.isFinite(asked) ? `(${app.dateSaid(asked)}; ${app.text("calendar.number.in_sentence", { month: asked })})` : app.text("timeline.dates", { example: app.when(0) }));
  };
  tell();
  return { input, says, read };
}

function addForm(app, caseOf) {
  const dated = app.card.parameters.filter((one) => one.kind === "lever" && one.dated);
  const lever = h("select", { id: "add-lever", onchange: () => hint() }, dated.map((one) => h("option", { value: one.name }, app.text(`parameter.${one.name}.name`))));
  const month = monthBox(app, "add-month", Math.min(42, app.months - 1));
  const place = h("select", { id: "add-place" });
  month.input.addEventListener("input", () => hint());
  const value = h("input", { type: "text", id: "add-value", inputmode: "decimal", size: 6, autocomplete: "off" });
  const says = h("p", { class: "trouble", role: "alert" });
  const unit = h("span", { class: "says" });
  const parameter = () => app.parameters.get(lever.value);
  const factor = () => writtenAs(parameter()).factor;

  function hint() {
    const written = (number) => writtenValue(parameter(), number, app.voice);
    fill(unit, app.text("timeline.range", { low: written(parameter().low), high: written(parameter().high) }));
    fillPlaces();
    value.placeholder = String(Number((factor() * app.valueAt(caseOf(), lever.value, month.read() || 0)).toPrecision(6)));
  }

  let placed = "";

  /** Offer the places that can have a value of their own. */
  function fillPlaces() {
    const { by } = parameter();
    const { regions, networks } = app.engine.places(app.state.size);
    const shows = JSON.stringify([by, app.state.size, regions.length]);
    if (shows === placed) return;
    placed = shows;
    const option = (name) => h("option", { value: name }, name);
    const some = by ? regions.map(({ name }) => option(name)) : [];
    const more = by === "network" ? networks.map(({ name }) => option(name)) : [];
    fill(place, h("option", { value: "" }, app.text("timeline.everywhere")), some, more);
    place.disabled = !by;
  }

  function add(event) {
    event.preventDefault();
    const which = caseOf();
    const asked = Number((typedNumber(value.value) / factor()).toPrecision(12));
    const at = month.read();
    const one = parameter();
    const isFine = asked >= one.low && asked <= one.high && Number.isFinite(at);
    fill(says, isFine ? "" : app.text("timeline.refused", { first: app.when(0), last: app.when(app.months - 1), low: writtenValue(one, one.low, app.voice), high: writtenValue(one, one.high, app.voice) }));
    if (!isFine) return;
    const changes = withChange(app.state[which].changes, { month: at, name: one.name, value: asked, ...(place.value && { where: [place.value] }) });
    app.set({ [which]: { ...app.state[which], changes }, month: at });
    value.value = "";
  }

  const node = h("details", { class: "add" }, h("summary", { id: "add-change" }, app.text("timeline.add")),
    h("form", { onsubmit: add },
      h("label", {}, h("span", {}, app.text("timeline.lever")), lever),
      h("label", {}, h("span", {}, app.text("timeline.place")), place),
      h("label", {}, h("span", {}, app.text("timeline.month")), month.input), month.says,
      h("label", {}, h("span", {}, app.text("timeline.value")), value), unit,
      h("button", { type: "submit", id: "add-now" }, app.text("timeline.add_now")), says));

  /** Show the form; of one place alone where that is asked. */
  function open(isPlaced) {
    node.open = true;
    hint();
    node.scrollIntoView({ block: "center" });
    (isPlaced && !place.disabled ? place : lever).focus({ preventScroll: true });
  }

  return { node, update: hint, open };
}
