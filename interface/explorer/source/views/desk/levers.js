/**
 * Levers: by what they are; a slider for each, with its unit, what it means, a box for the exact value, and a mark at the
 * status quo, whose value is told where the lever has left it.
 */

import { fill, h } from "../../ui/dom.js";
import { looksOf } from "../../ui/looks.js";
import { typedNumber } from "../../ui/words.js";

/** Levers by what they are: those that stand on the desk, and those that are one click away. */
export const GROUPS = {
  rules: {
    shown: ["alignment", "sanction", "target", "bonus", "improvement_weight"],
    more: ["authority_training", "sanction_cap", "bonus_cap", "target_ratchet", "payment_delay", "ccs.weight", "anc.weight"],
  },
  coaching: {
    shown: ["coaching_coverage", "mentoring", "ccs.coaching", "anc.coaching", "mentoring_end"],
    more: ["mentoring_start", "coach_capacity"],
  },
  connections: { shown: ["peer_exchange", "cross_ties", "protected_time"], more: [] },
  verification: {
    shown: ["verification", "verification_feedback"],
    more: ["admin_base", "admin_verification", "admin_feedback", "ccs.feedback_delay", "anc.feedback_delay"],
  },
  places: { shown: ["coaching_targeting"], more: [] },
};

/** How a unit is written on the page: [factor, suffix key, decimals, step of the slider]. */
const WRITTEN = {
  share: [1, "", 2, 0.05],
  dose: [1, "", 2, 0.05],
  weight: [1, "", 2, 0.25],
  "coverage share": [100, "scales.points.short", 0, 0.02],
  "share of networks": [100, "scales.percent.short", 0, 0.05],
  "share of time": [100, "scales.percent.short", 0, 0.05],
  "share of capitation": [100, "scales.percent.short", 0, 0.01],
  months: [1, "scales.months.name", 0, 1],
  month: [1, "unit.month", 0, 1],
};

export function writtenAs(parameter) {
  const [factor, suffix, digits, step] = WRITTEN[parameter.unit] ?? [1, "", 2, (parameter.high - parameter.low) / 50];
  return { factor, suffix, digits, step };
}

/** Return the value of a lever as the page writes it, with its unit. */
export function writtenValue(parameter, value, voice) {
  if (parameter.choices?.length) {
    const choice = typeof value === "number" ? parameter.choices[value] : value;
    return voice.text(`choices.${choice}.short`);
  }
  const { factor, suffix, digits } = writtenAs(parameter);
  const shown = factor * value;
  const whole = Math.abs(shown - Number(shown.toFixed(digits))) < 1e-9;
  const number = whole ? voice.number(shown, digits) : voice.exact(Number(shown.toPrecision(12)));
  if (suffix === "unit.month") return value >= voice.months ? voice.text("unit.month_after") : voice.text("unit.month", { n: number });
  return suffix ? voice.withUnit(number, voice.text(suffix)) : number;
}

/** Return what a lever means, and what is good to know of it. */
function meaningOf(app, parameter) {
  const more = `parameter.${parameter.name}.more`;
  const said = [app.voice.meaning(parameter.name), app.voice.has(more) ? app.text(more, { last: app.months - 1 }) : ""];
  return said.filter(Boolean).map((sentence) => `${sentence}.`).join(" ");
}

/** Return the highest value the slider of a lever goes to: months beyond the run mean nothing. */
function top(parameter, months) {
  return ["month", "months"].includes(parameter.unit) ? Math.min(parameter.high, parameter.unit === "month" ? months : 24) : parameter.high;
}

const LOOKS = { group: "rules", hasAll: false };

/** Have a lever in sight when the desk opens: its group, and the others where it is one of them. */
export function bringOut(app, name) {
  const looks = looksOf(app, "levers", LOOKS);
  for (const [group, { shown, more }] of Object.entries(GROUPS)) {
    if (shown.includes(name) || more.includes(name)) looks.group = group;
    looks.hasAll ||= more.includes(name);
  }
}

/**
 * Return { node, update } of the levers of one case, a group beside the other; where there is room for one alone, that
 * which was chosen. `besidePlaces` stands below the levers of places.
 */
export function createLevers(app, which, besidePlaces = null) {
  const looks = looksOf(app, "levers", LOOKS);
  const rows = [];
  const help = h("p", { class: "says lever-help", "aria-hidden": "true" });
  const explain = (event) => {
    const lever = event.target.closest?.(".lever");
    if (lever) fill(help, h("b", {}, lever.querySelector("label").textContent), ` ${lever.querySelector(".says").textContent}`);
  };
  const row = (name) => {
    const built = leverRow(app, which, app.parameters.get(name));
    rows.push(built);
    return built.node;
  };
  const tabs = Object.keys(GROUPS).map((group) =>
    h("button", { type: "button", id: `group-${group}`, onclick: () => { looks.group = group; show(); } }, app.text(`levers.group.${group}`)));
  const sections = Object.entries(GROUPS).map(([group, { shown, more }]) =>
    h("section", { class: "lever-group", "aria-labelledby": `levers-${group}`, "data-group": group },
      h("h3", { id: `levers-${group}` }, app.text(`levers.group.${group}`)), shown.map(row),
      more.length ? h("div", { class: "more-levers" }, more.map(row)) : null, group === "places" ? besidePlaces : null));
  const others = Object.values(GROUPS).reduce((sum, { more }) => sum + more.length, 0);
  const all = h("button", { type: "button", id: `more-${which}`, class: "plain", onclick: () => { looks.hasAll = !looks.hasAll; show(); } });
  const node = h("div", { class: "levers", onfocusin: explain, onpointerover: explain },
    h("div", { class: "lever-tabs", role: "group", "aria-label": app.text("levers.groups") }, tabs),
    h("div", { class: "lever-groups" }, sections), h("div", { class: "lever-foot" }, all, help));

  function show() {
    node.classList.toggle("all", looks.hasAll);
    all.setAttribute("aria-expanded", String(looks.hasAll));
    fill(all, looks.hasAll ? app.text("levers.fewer") : app.text("levers.more", { n: others }));
    tabs.forEach((tab) => tab.setAttribute("aria-pressed", String(tab.id === `group-${looks.group}`)));
    for (const section of sections) section.classList.toggle("chosen", section.dataset.group === looks.group);
  }

  show();
  fill(help, app.text("levers.how"));
  return { node, update: () => rows.forEach((one) => one.update()) };
}

function leverRow(app, which, parameter) {
  const id = `${which}-${parameter.name.replace(".", "-")}`;
  return parameter.choices?.length ? choiceRow(app, which, parameter, id) : numberRow(app, which, parameter, id);
}

function heading(app, parameter, id, ...beside) {
  const name = app.text(`parameter.${parameter.name}.name`);
  return h("div", { class: "lever-head" }, h("label", { for: id, id: `${id}-label`, title: name }, name), beside);
}

function numberRow(app, which, parameter, id) {
  const { factor, digits, step, suffix } = writtenAs(parameter);
  const high = top(parameter, app.months);
  const take = (value) => app.setLever(which, parameter, value);
  const clean = (value) => Number(value.toPrecision(12));
  const slider = h("input", {
    type: "range", id, min: parameter.low, max: high, step, "aria-describedby": `${id}-says ${id}-quo`,
    oninput: () => take(clean(Math.min(high, Math.max(parameter.low, Number(slider.value))))),
  });
  const box = h("input", {
    type: "text", inputmode: "decimal", id: `${id}-exact`, class: "exact", size: 5, autocomplete: "off",
    "aria-label": app.text("levers.exact", { lever: app.text(`parameter.${parameter.name}.name`) }),
    onchange: () => takeTyped(),
  });
  const trouble = h("p", { class: "trouble", role: "alert" });
  const mark = h("span", { class: "mark", "aria-hidden": "true" });
  const quo = h("span", { class: "quo", id: `${id}-quo` });
  let drawn = "";
  const unit = h("span", { class: "unit" }, suffix && suffix !== "unit.month" ? app.text(suffix) : "");

  function takeTyped() {
    drawn = "";
    const typed = typedNumber(box.value) / factor;
    const value = parameter.whole ? Math.round(typed) : clean(typed);
    if (Number.isFinite(value) && value >= parameter.low && value <= parameter.high) {
      fill(trouble);
      take(value);
    } else {
      const range = { low: writtenValue(parameter, parameter.low, app.voice), high: writtenValue(parameter, parameter.high, app.voice) };
      fill(trouble, app.text("levers.range", range));
    }
  }

  function update() {
    const value = app.valueAt(which, parameter.name);
    const usual = app.valueAt("reference", parameter.name);
    const byWaves = app.isSaidByWaves(which, parameter.name);
    const shows = `${value} ${usual} ${byWaves}`;
    if (shows === drawn) return;
    drawn = document.activeElement === box ? "" : shows; // what is being typed is written out once it is left
    const asText = writtenValue(parameter, value, app.voice);
    const usualText = writtenValue(parameter, usual, app.voice);
    if (document.activeElement !== slider || Math.abs(Number(slider.value) - value) > step) slider.value = value;
    slider.setAttribute("aria-valuetext", asText);
    if (document.activeElement !== box) {
      const shown = Number((factor * value).toPrecision(12));
      box.value = Math.abs(shown - Number(shown.toFixed(digits))) < 1e-9 ? app.voice.number(shown, digits) : app.voice.exact(shown);
      fill(trouble);
    }
    mark.style.setProperty("--at", String((Math.min(usual, high) - parameter.low) / (high - parameter.low)));
    slider.disabled = box.disabled = byWaves;
    fill(quo, byWaves ? app.text("levers.waves") : quoSaid(app, usualText));
    node.classList.toggle("moved-lever", value !== usual);
  }

  const node = h("div", { class: "lever" },
    heading(app, parameter, id, quo, h("span", { class: "exactly" }, box, unit)),
    h("div", { class: "track" }, mark, slider),
    h("p", { class: "says", id: `${id}-says` }, meaningOf(app, parameter), " ", app.text("levers.ends", { low: end(app, parameter, "low", parameter.low), high: end(app, parameter, "high", high) })),
    trouble);
  return { node, update };
}

/** Return the value of the status quo, with words for those who cannot see where it stands. */
function quoSaid(app, value) {
  return [h("span", { class: "unseen" }, app.text("levers.quo", { value })), h("span", { "aria-hidden": "true", title: app.text("levers.quo", { value }) }, `${value} →`)];
}

/** Return what an end of the slider means: its word where it has one, else its value. */
function end(app, parameter, side, value) {
  const key = `parameter.${parameter.name}.${side}`;
  return app.voice.has(key) ? app.text(key) : writtenValue(parameter, value, app.voice);
}

function choiceRow(app, which, parameter, id) {
  const usable = parameter.choices.filter((choice) => choice !== "named"); // naming networks takes a file
  const select = h("select", { id, "aria-describedby": `${id}-says ${id}-quo`, onchange: () => app.setLever(which, parameter, select.value) },
    usable.map((choice) => h("option", { value: choice }, app.text(`choices.${choice}.short`))));
  const quo = h("span", { class: "quo", id: `${id}-quo` });
  const node = h("div", { class: "lever" },
    heading(app, parameter, id, quo), select,
    h("p", { class: "says", id: `${id}-says` }, meaningOf(app, parameter)));
  const chosen = (value) => (typeof value === "number" ? parameter.choices[value] : value);
  const update = () => {
    const value = chosen(app.valueAt(which, parameter.name, 0));
    const usual = chosen(app.valueAt("reference", parameter.name, 0));
    select.value = value;
    fill(quo, quoSaid(app, app.text(`choices.${usual}.short`)));
    node.classList.toggle("moved-lever", value !== usual);
  };
  return { node, update };
}
