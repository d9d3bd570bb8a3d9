/**
 * Cases: the status quo, A, B, and up to six that were kept, side by side: what each gains, whom it reaches, how many
 * women are covered, and what it costs as it is paid. Kept cases are run while nobody waits for anything else.
 */

import { PATIENT } from "../../engine/engine.js";
import { field, fill, h, roomOf, s } from "../../ui/dom.js";
import { caseOf, MOST_KEPT, replicatesOf, settingsOf, setsOf } from "../../ui/state.js";
import { differencesOf, lessOf, spreadOf } from "../../ui/summary.js";
import { typedNumber } from "../../ui/words.js";
import { rangeSaid, scaleOf, worldsMost, written } from "./answers.js";
import { csv, download, fileName, plain } from "./exports.js";
import { tornado } from "./matters/tornado.js";

const PROCESS = "ccs";
/** Columns: how they are written, and whether they are over the status quo. */
const COLUMNS = { gain: ["points", true], reach: ["percent", false], women: ["count", false], further: ["count", true], cost: ["money", false], extra: ["money", true] };
const DRAWN = ["gain", "reach", "further", "extra"];

/** Return { node, update, stop }. */
export function createCases(app) {
  const results = new Map();
  let requests = new Map();
  let frame = 0;
  const keep = h("button", { type: "button", id: "keep-a", onclick: () => app.set({ kept: [...app.state.kept, structuredClone(app.state.a)] }) }, app.text("cases.keep"));
  const save = h("button", { type: "button", id: "cases-csv", onclick: () => saveCsv() }, app.text("matters.csv"));
  const share = h("input", { type: "text", id: "eligible", inputmode: "decimal", size: 6, autocomplete: "off", "aria-describedby": "eligible-says", onchange: () => takeShare() });
  const trouble = h("p", { class: "trouble", role: "alert" });
  const says = h("p", { class: "says" });
  const holder = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": app.text("cases.title") });
  const charts = h("div", { class: "small-charts" });
  const room = roomOf(charts, () => drawLater());
  const node = h("section", { class: "answers cases", "aria-labelledby": "cases-title" },
    h("h3", { id: "cases-title" }, app.text("cases.title")), h("div", { class: "desk-tools" }, keep, save), holder, charts,
    h("div", { class: "pair" }, field(app.text("cases.eligible"), share, h("p", { class: "says", id: "eligible-says" }, app.text("cases.eligible_says")), trouble)), says);

  function takeShare() {
    const asked = Number((typedNumber(share.value) / 100).toPrecision(12));
    const isFine = share.value.trim() === "" || (asked >= app.card.eligible.low && asked <= app.card.eligible.high);
    fill(trouble, isFine ? "" : app.text("cases.eligible_range", { low: 100 * app.card.eligible.low, high: 100 * app.card.eligible.high }));
    if (isFine) app.set({ eligible: share.value.trim() === "" ? null : asked });
  }

  /** Return the cases shown, each with its result where there is one: { which, label, said, result, problem }. */
  function casesNow() {
    const named = ["reference", "a", ...(app.state.b ? ["b"] : [])].map((which) => ({ which, label: app.text(`case.${which}`), result: app.results[which] }));
    const kept = app.state.kept.map((_, i) => ({ which: i, label: String(i + 1), result: results.get(keyOf(i)), problem: problemOf(i) }));
    return [...named, ...kept].map((one) => ({ ...one, asked: caseOf(app.state, one.which) }));
  }

  const settingsOfKept = (i) => ({ ...settingsOf(app.state, i), by: "none" });
  const keyOf = (i) => JSON.stringify([settingsOfKept(i), app.state.seed]);
  const problemOf = (i) => app.engine.check(settingsOfKept(i))[0] ?? null;

  /** Ask for the kept cases that are not under way or known, and call off those that are asked no more. */
  function ask() {
    const wanted = new Map(app.state.kept.map((_, i) => [keyOf(i), i]).filter(([, i]) => !problemOf(Number(i))));
    for (const [key, request] of requests) if (!wanted.has(key)) {
      request.cancel();
      requests.delete(key);
      results.delete(key);
    }
    const replicates = replicatesOf(app.card.sizes[app.state.size]);
    for (const [key, i] of wanted) if (!requests.has(key)) {
      requests.set(key, app.engine.request(settingsOfKept(i), { key: `kept ${key}`, seed: app.state.seed, replicates, series: false, rank: PATIENT / 2 }, (result) => {
        results.set(key, result);
        drawLater();
      }));
    }
  }

  function drawLater() {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(draw);
  }

  /** Return of a case its values by column, [world]; null of what is not known. */
  function valuesOf({ result, which, asked }, quo) {
    const { eligible, people, reform, isPriced } = app.accountsOf(which);
    const women = eligible === null ? null : (one) => one.measure(`coverage.${PROCESS}`).map((coverage) => coverage * people * eligible);
    const costs = isPriced ? result.measure("cost").map((cost) => cost + reform) : null;
    const before = app.accountsOf("reference");
    const isPair = costs && before.isPriced;
    return {
      asked, gain: differencesOf(result, quo, `coverage.${PROCESS}`), reach: result.measure("reach"),
      women: women && women(result), further: women && lessOf(women(result), women(quo)),
      cost: costs, extra: isPair ? lessOf(costs, quo.measure("cost").map((cost) => cost + before.reform)) : null,
    };
  }

  function draw() {
    const { kept, eligible } = app.state;
    keep.disabled = kept.length >= MOST_KEPT;
    if (document.activeElement !== share) share.value = eligible === null ? "" : app.voice.typed(100 * eligible);
    fill(says, app.text("cases.says", { late: app.card.thresholds.late_months, most: MOST_KEPT }));
    const quo = app.results.reference;
    const cases = casesNow();
    if (!quo) return;
    const focused = holder.contains(document.activeElement) ? document.activeElement.id : "";
    const rows = cases.map((one) => ({ ...one, spreads: one.result && !one.problem ? spreadsOf(one, quo) : null }));
    fill(holder, tableOf(rows));
    if (focused) (document.getElementById(focused) ?? keep).focus({ preventScroll: true });
    drawCharts(rows.filter(({ spreads, which }) => spreads && which !== "reference"));
  }

  function spreadsOf(one, quo) {
    const values = valuesOf(one, quo);
    return Object.fromEntries(Object.keys(COLUMNS).map((column) => [column, values[column] && spreadOf(values[column], one.result.sets)]));
  }

  const write = (column) => (value) => written(app, value, COLUMNS[column][0], COLUMNS[column][1]);
  const columnSaid = (column) => app.text(`cases.column.${column}`);
  const unitSaid = (column) => (COLUMNS[column][0] === "count" ? app.text("cases.people") : scaleOf(app, COLUMNS[column][0]));

  function tableOf(rows) {
    const head = [h("th", { scope: "col" }, app.text("map.case")), ...Object.keys(COLUMNS).map((column) => h("th", { scope: "col" }, columnSaid(column), h("small", {}, unitSaid(column)))), h("th", { scope: "col" }, app.text("cases.column.regime"))];
    return h("table", { class: "cases-table" }, h("caption", {}, app.text("cases.caption")), h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows.map(rowOf)));
  }

  function rowOf(row) {
    const { which, label, asked, spreads, problem, result } = row;
    const changes = setsOf(asked);
    const isKept = typeof which === "number";
    const name = h("th", { scope: "row" }, h("b", {}, label), ` ${app.scenarioName(asked.scenario)}`, changes.length ? h("small", {}, changes.join("; ")) : null,
      isKept ? h("span", { class: "desk-tools" },
        h("button", { type: "button", id: `open-kept-${which}`, "aria-label": app.text("cases.open_of", { n: label }), onclick: () => openAsA(which) }, app.text("cases.open")),
        h("button", { type: "button", id: `drop-kept-${which}`, class: "remove", "aria-label": app.text("cases.drop", { n: label }), onclick: () => { app.set({ kept: app.state.kept.filter((_, i) => i !== which) }); keep.focus(); } }, "×")) : null);
    if (!spreads) return h("tr", {}, name, h("td", { colspan: Object.keys(COLUMNS).length + 1 }, problem ? app.text(`problem.${problem.code}`, { ...problem, allowed: [problem.allowed ?? ""].flat().join(", ") }) : app.text("lesson.running")));
    const cells = Object.keys(COLUMNS).map((column) => cellOf(column, spreads[column], which));
    return h("tr", { "data-kept": isKept ? which : null, "data-case": isKept ? null : which, "data-worlds": result.replicates }, name, cells, h("td", {}, worldsMost(app, result)));
  }

  function cellOf(column, spread, which) {
    if (which === "reference" && COLUMNS[column][1]) return h("td", {}, "—");
    if (!spread) return h("td", { class: "says" }, app.text(["women", "further"].includes(column) ? "cases.unknown" : "cases.other_money"));
    if (!spread.defined) return h("td", {}, "—");
    return h("td", { "data-column": column, "data-mean": spread.mean, "data-low": spread.low, "data-high": spread.high }, h("b", {}, write(column)(spread.mean)), h("span", { class: "range" }, ` ${rangeSaid(spread, write(column))}`));
  }

  /** Go on with a kept case as A, in the places it runs in. */
  function openAsA(i) {
    const [, size] = app.caseOf(app.state.kept[i].scenario);
    app.set({ a: structuredClone(app.state.kept[i]), size });
  }

  /** A small chart for each column, the cases below each other: bars from 0 with their intervals. */
  function drawCharts(rows) {
    const size = app.state.big ? 16 : 11.5;
    const width = 250;
    fill(charts, rows.length < 2 ? null : DRAWN.filter((column) => rows.some(({ spreads }) => spreads[column]?.defined)).map((column) => {
      const shown = rows.filter(({ spreads }) => spreads[column]?.defined);
      const spec = { size, unit: unitSaid(column), number: write(column), rows: shown.map(({ label, spreads }) => {
        const { mean, low, high } = spreads[column];
        return { name: label, moves: [{ label: write(column)(mean), note: "", isUp: true, mean, low, high, isSettled: !(low <= 0 && high >= 0) }] };
      }) };
      const { markup, height } = tornado(spec, width);
      const told = shown.map(({ label, spreads }) => `${label}: ${write(column)(spreads[column].mean)}`).join("; ");
      const svg = s("svg", { role: "img", viewBox: `0 0 ${width} ${height}`, "font-size": size, "aria-label": `${columnSaid(column)}. ${told}` });
      svg.innerHTML = markup;
      return h("figure", { class: "small" }, h("figcaption", {}, columnSaid(column)), svg);
    }));
  }

  function saveCsv() {
    const quo = app.results.reference;
    if (!quo) return;
    const lines = casesNow().filter(({ result, problem }) => result && !problem).flatMap((one) =>
      Object.entries(spreadsOf(one, quo)).filter(([, spread]) => spread?.defined).map(([column, { mean, low, high, defined }]) =>
        [one.label, one.asked.scenario, setsOf(one.asked).join("; "), column, plain(mean), plain(low), plain(high), defined]));
    download(fileName(app, "cases", "csv"), csv(app, ["a"], [["case", "scenario", "changes", "column", "mean", "low", "high", "worlds"], ...lines]), "text/csv;charset=utf-8");
  }

  function stop() {
    for (const request of requests.values()) request.cancel();
    requests = new Map();
    cancelAnimationFrame(frame);
    room.stop();
  }

  return { node, update: ask, draw, stop };
}
