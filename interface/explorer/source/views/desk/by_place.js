/**
 * By place: what many worlds say of each region or network: a table, and a small chart for each. It is drawn, and its
 * series are asked for, while somebody looks at it.
 */

import { drawing, rangeOf } from "../../ui/chart.js";
import { chooser, field, fill, h, s } from "../../ui/dom.js";
import { DASH, INK } from "../../ui/palette.js";
import { percent } from "../../ui/percent.js";
import { LEVELS } from "../../ui/state.js";
import { meanCell } from "./answers.js";
import { bandOf, lessOf, spreadOf } from "../../ui/summary.js";

/** So many small charts are drawn; of more places, the table alone. */
const MOST = 24;
const SMALL = { width: 250, height: 150, size: 10 };

/** Return { node, update(cases) }; `cases` as the desk has them. */
export function createByPlace(app) {
  let lately = [];
  const holder = h("div", { class: "table-holder", tabindex: "0", role: "region", "aria-label": app.text("places.title") });
  const charts = h("div", { class: "small-charts" });
  const says = h("p", { class: "says" });
  const lines = h("p", { class: "says" });
  const level = chooser("by-level", LEVELS, (name) => app.text(`places.${name}`), (name) => app.set({ by: name }));
  const process = chooser("by-process", app.card.processes, (name) => app.text(`processes.${name}.name`), () => draw());
  const details = h("details", { id: "by-place", ontoggle: () => toggle() },
    h("summary", { id: "by-place-open" }, app.text("places.title")),
    h("div", { class: "pair" }, field(app.text("places.level"), level), field(app.text("places.process"), process)), says, holder, lines, charts);
  details.open = app.state.by !== "none";

  function toggle() {
    const wanted = details.open ? (LEVELS.includes(app.state.by) ? app.state.by : level.value) : "none";
    if (wanted !== app.state.by) app.set({ by: wanted });
  }

  function update(cases) {
    lately = cases;
    details.open = app.state.by !== "none";
    if (details.open) level.value = app.state.by;
    draw();
  }

  function draw() {
    const shown = lately.filter(({ result, reference }) => [result, reference].every((one) => one.settings.by === app.state.by));
    const isWaiting = app.state.by === "none" || shown.length < lately.length || !shown.length;
    fill(says, isWaiting ? app.text("lesson.running") : saysOf(shown));
    if (isWaiting) {
      fill(holder);
      fill(charts);
      fill(lines);
      return;
    }
    fill(holder, tableOf(shown));
    const drawn = namesOf().length <= MOST;
    fill(lines, drawn ? app.text("places.lines", { cases: app.voice.list(shown.map(({ label }) => label)) }) : app.text("places.many", { most: MOST }));
    fill(charts, drawn ? chartsOf(shown) : null);
  }

  function namesOf() {
    const { regions, networks } = app.engine.places(app.state.size);
    return (app.state.by === "region" ? regions : networks).map(({ name }) => name);
  }

  function saysOf(shown) {
    const [{ result }] = shown;
    return app.text("places.says", { n: namesOf().length, worlds: result.replicates, late: app.card.thresholds.late_months });
  }

  const points = (value, isDifference) => (isDifference ? app.voice.signed(100 * value, 1) : app.voice.number(100 * value, 1));

  const cellOf = (values, sets, isDifference) => meanCell(app, spreadOf(values, sets), (value) => points(value, isDifference), {});

  function tableOf(shown) {
    const name = process.value;
    const several = shown.length > 1;
    const heads = shown.flatMap(({ label }) => ["coached", "coverage", "gain", "less_quo"].map((column) =>
      h("th", { scope: "col" }, several ? `${label}: ` : "", app.text(`places.column.${column}`))));
    const read = shown.map(({ result, reference }) => {
      const late = (one, quantity) => one.lateByPlace(quantity);
      return {
        coached: late(result, "coached"), coverage: late(result, `coverage.${name}`), twin: late(result, `coverage.${name}.twin`),
        quo: late(reference, `coverage.${name}`), sets: result.sets,
      };
    });
    const rows = namesOf().map((place, i) => h("tr", { "data-place": place }, h("th", { scope: "row" }, place),
      read.flatMap(({ coached, coverage, twin, quo, sets }) => [
        h("td", {}, percent(app.voice, app.engine.mean(coached[i]))), cellOf(coverage[i], sets, false),
        cellOf(lessOf(coverage[i], twin[i]), sets, true), cellOf(lessOf(coverage[i], quo[i]), sets, true),
      ])));
    return h("table", { class: "by-place" },
      h("caption", {}, app.text("places.caption", { process: app.text(`processes.${name}.name`), late: app.card.thresholds.late_months })),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, app.text(`places.${app.state.by}.one`)), heads)), h("tbody", {}, rows));
  }

  /** Small charts on one scale: each case with its band, the status quo dotted. */
  function chartsOf(shown) {
    const name = process.value;
    const inks = [INK.coached, INK.uncoached];
    const quo = shown[0].reference.byPlace(`coverage.${name}`).map((values) => bandOf({ values, months: app.months })[1]);
    const own = shown.map(({ result }) => result.byPlace(`coverage.${name}`).map((values) => bandOf({ values, months: app.months })));
    const all = namesOf().map((_, i) => [
      { label: "", ink: INK.twin, dash: DASH.quo, middle: quo[i], width: 1.2, faint: true },
      ...own.map((bands, which) => ({ label: "", ink: inks[which], dash: "", low: bands[i][0], middle: bands[i][1], high: bands[i][2], width: 1.8 })),
    ]);
    const range = rangeOf(all.flat(), { span: 0.15 });
    return namesOf().map((place, i) => {
      const size = SMALL.size * (app.state.big ? 1.3 : 1);
      const spec = {
        title: place, unit: "", months: app.months, lines: all[i], range, window: null, changes: [], thresholds: [], calendar: app.calendar,
        number: (value) => app.voice.number(100 * value, 0), words: { month: "", coaching: "" }, size, read: null,
      };
      const last = app.months - 1;
      const told = app.text("places.told", { place, from: points(own[0][i][1][0]), to: points(own[0][i][1][last]), quo: points(quo[i][last]) });
      const svg = s("svg", { role: "img", viewBox: `0 0 ${SMALL.width} ${SMALL.height}`, "font-size": size, "aria-label": told });
      svg.innerHTML = drawing(spec, SMALL.width, SMALL.height);
      return h("figure", { class: "small" }, h("figcaption", {}, place), svg);
    });
  }

  return { node: details, update };
}
