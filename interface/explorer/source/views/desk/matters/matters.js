/**
 * Matters: which lever matters here: each is moved to either end of its range, one at a time, in the same worlds. Asked
 * for by a button, made while nobody waits for anything else, called off by the next change.
 */

import { PATIENT } from "../../../engine/engine.js";
import { chooser, field, fill, h, roomOf, s } from "../../../ui/dom.js";
import { looksOf } from "../../../ui/looks.js";
import { replicatesOfMany } from "../../../ui/state.js";
import { rangeSaid, scaleOf, written } from "../answers.js";
import { csv, download, fileName, plain } from "../exports.js";
import { writtenValue } from "../levers.js";
import { leversOf } from "./moves.js";
import { tornado } from "./tornado.js";
import { judged, largest } from "./verdicts.js";

/**
 * Measures to choose from, and how they are written.
 * @type {[string, string][]}
 */
const MEASURES = [
  ["coverage.ccs", "points"], ["coverage.anc", "points"], ["spillover_gain.ccs", "points"], ["reach", "percent"],
  ["late_direct_gain.ccs", "points"], ["lowest_fifth.ccs", "points"], ["fifths_gap.ccs", "points"], ["theatre", "points"],
  ["safety", "share"], ["cost", "money"],
];
const KINDS = Object.fromEntries(MEASURES);
/** So many names are said, of more how many there are. */
const MOST = 4;

/** Return { node, update, stop }; `caseOf` says which case's levers are moved. */
export function createMatters(app, caseOf) {
  const looks = looksOf(app, "matters", { isOpen: false, measure: MEASURES[0][0], key: "", made: null });
  const says = h("p", { class: "says" });
  const button = (id, act) => h("button", { type: "button", id: `matters-${id}`, onclick: act }, app.text(`matters.${id}`));
  const [run, halt, save] = [button("run", () => begin()), button("stop", () => end()), button("csv", () => saveCsv())];
  const bar = h("progress", { id: "matters-progress", "aria-label": app.text("matters.progress_of"), max: 1, value: 0, hidden: true });
  const progress = h("p", { class: "says", role: "status", id: "matters-status" });
  const sentences = h("div", { id: "matters-told" });
  const svg = s("svg", { role: "img", class: "tornado", id: "matters-figure" });
  const figure = h("div", { class: "pane", hidden: true }, svg, h("p", { class: "says" }, app.text("matters.key")));
  const room = roomOf(figure, () => drawFigure());
  const table = h("div", { class: "table-holder", tabindex: "0", role: "region", "aria-label": app.text("matters.table"), hidden: true });
  const measure = chooser("matters-measure", MEASURES.map(([name]) => name), (name) => app.text(`measure.${name}.name`), (name) => { looks.measure = name; draw(); });
  const node = h("details", { class: "matters", ontoggle: () => (looks.isOpen = node.open) },
    h("summary", { id: "matters-open" }, app.text("matters.title")), says,
    h("div", { class: "pair" }, field(app.text("matters.measure"), measure)), h("div", { class: "desk-tools" }, run, halt, save),
    bar, progress, sentences, figure, table);
  let requests = [];
  let frame = 0;
  measure.value = looks.measure;
  node.open = looks.isOpen;

  const keyNow = () => JSON.stringify([caseOf(), { ...app.settings(caseOf()), by: "none" }, app.state.seed, app.state.month, app.state.size]);

  const worldsOf = () => replicatesOfMany(app.card.sizes[app.state.size], app.card.parameters.filter(({ kind }) => kind === "lever").length);

  /** Ask for the case as it is, and with each lever moved; each as soon as there is time. */
  function begin() {
    end();
    const which = caseOf();
    const levers = leversOf(app, which);
    const made = { which, levers, whole: null, results: new Map(), of: levers.flatMap(({ moves }) => moves).length, month: app.state.month };
    Object.assign(looks, { key: keyNow(), made });
    const replicates = worldsOf();
    const ask = (key, settings, place, take) => requests.push(app.engine.request(settings, { key: `matters ${key}`, seed: app.state.seed, replicates, first: replicates, series: false, rank: PATIENT * (1 + place) }, (result) => {
      if (!result.done || looks.made !== made) return;
      take(result);
      drawLater();
    }));
    ask("whole", { ...app.settings(which), by: "none" }, 0, (result) => (made.whole = result));
    levers.flatMap(({ moves }) => moves).forEach((move, i) => ask(i, move.settings, i, (result) => made.results.set(move, result)));
    draw();
  }

  /** Call off what is still to be made. */
  function end() {
    for (const request of requests) request.cancel();
    requests = [];
    draw();
  }

  const isWaiting = () => requests.length > 0 && Boolean(looks.made) && looks.made.results.size < looks.made.of;

  function drawLater() {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(draw);
  }

  function update() {
    if (looks.made && looks.key !== keyNow()) {
      looks.made = null;
      end();
      fill(progress, app.text("matters.changed"));
    } else if (!looks.made) draw();
  }

  /** Return what is known of each move so far, the largest first. */
  function rowsNow() {
    const { made, measure: asked } = looks;
    if (!made?.whole) return [];
    return made.levers.flatMap(({ moves }) => moves).filter((move) => made.results.has(move))
      .map((move) => judged(move, made.results.get(move), made.whole, asked));
  }

  function draw() {
    const { made } = looks;
    const which = made?.which ?? caseOf();
    const worlds = worldsOf();
    const rows = rowsNow();
    fill(says, app.text("matters.says", { label: which.toUpperCase(), month: app.monthSaid(app.state.month), worlds }));
    const waits = isWaiting();
    run.disabled = waits || app.problems.length > 0;
    halt.disabled = !waits;
    save.disabled = !rows.length;
    bar.hidden = !waits;
    bar.max = made?.of || 1;
    bar.value = made?.results.size ?? 0;
    if (made) fill(progress, app.text(waits ? "matters.progress" : "matters.done", { n: made.results.size, of: made.of }));
    fill(sentences, made && !waits && rows.length ? told(rows) : null);
    drawFigure(rows);
    drawTable(rows);
  }

  const name = (parameter) => app.text(`parameter.${parameter.name}.name`);
  const value = (parameter, one) => writtenValue(parameter, one, app.voice);
  const write = (number) => written(app, number, KINDS[looks.measure], true);
  const said = ({ parameter, to }) => app.text("matters.move", { lever: name(parameter), value: value(parameter, to) });
  const listed = (names) => (names.length > MOST ? app.text("matters.more", { names: names.slice(0, MOST).join("; "), n: names.length - MOST }) : names.join("; "));

  /** Return what is said under the figure: each sentence true of the table. */
  function told(rows) {
    const of = (verdict) => rows.filter((row) => row.verdict === verdict);
    const sentences_ = ["rise", "fall"].flatMap((verdict) => {
      const found = largest(rows, verdict);
      if (!found) return [app.text(`matters.no_${verdict}`)];
      const { most, others } = found;
      const parts = { move: said(most), change: write(most.mean), interval: rangeSaid(most, write) };
      return [app.text(`matters.${verdict}`, parts), ...(others.length ? [app.text("matters.as_large", { moves: listed(others.map(said)) })] : [])];
    });
    const open = of("unsettled");
    const nothing = of("nothing");
    const cannot = looks.made.levers.filter(({ absent }) => absent.length);
    return [
      h("p", { class: "headline" }, [`${app.text(`measure.${looks.measure}.name`)}:`, ...sentences_].join(" ")),
      h("ul", {},
        open.length ? h("li", {}, app.text("matters.open", { n: open.length, of: rows.length, moves: listed(open.map(said)) })) : null,
        nothing.length ? h("li", {}, app.text("matters.nothing", { moves: listed(nothing.map(said)) })) : null,
        cannot.length ? h("li", {}, app.text("matters.cannot", { levers: listed(cannot.map(({ parameter, absent }) => needing(parameter, absent))) })) : null,
        h("li", {}, app.text("matters.chance", { n: rows.length }))),
    ];
  }

  const needing = (parameter, absent) => app.text("matters.needs", { lever: name(parameter), needed: app.voice.list(absent.map((one) => app.text(`parameter.${one}.name`))) });

  function drawFigure(rows = rowsNow()) {
    const drawn = rows.filter((row) => ["rise", "fall", "unsettled"].includes(row.verdict));
    figure.hidden = !drawn.length;
    if (!drawn.length) return;
    const groups = looks.made.levers.map(({ parameter, now }) => ({ parameter, now, moves: drawn.filter((row) => row.parameter === parameter) })).filter(({ moves }) => moves.length);
    const most = ({ moves }) => Math.max(...moves.map(({ mean }) => Math.abs(mean)));
    groups.sort((a, b) => most(b) - most(a));
    const kind = KINDS[looks.measure];
    const size = app.state.big ? 17 : 12.5;
    const spec = {
      size, unit: `${app.text(`measure.${looks.measure}.name`)}: ${scaleOf(app, kind)}`, number: (tick) => written(app, tick, kind, true),
      rows: groups.map(({ parameter, now, moves }) => ({
        name: name(parameter),
        moves: moves.map(({ to, mean, low, high, verdict }) => ({
          mean, low, high, isUp: typeof to === "number" ? to > now : true, isSettled: verdict !== "unsettled",
          label: value(parameter, to), note: verdict === "unsettled" ? `, ${app.text("matters.verdict.unsettled")}` : "",
        })),
      })),
    };
    const width = Math.max(280, room.width || 600);
    const { markup, height } = tornado(spec, width);
    for (const [attribute, one] of Object.entries({ viewBox: `0 0 ${width} ${height}`, width, height, "font-size": size })) svg.setAttribute(attribute, one);
    svg.setAttribute("aria-label", app.text("matters.figure_told", { measure: app.text(`measure.${looks.measure}.name`) }));
    svg.innerHTML = markup;
  }

  function drawTable(rows) {
    const { made } = looks;
    table.hidden = !rows.length;
    if (!rows.length) return;
    const head = ["lever", "now", "to", "change", "verdict"].map((column) => h("th", { scope: "col" }, app.text(`matters.column.${column}`)));
    const body = made.levers.flatMap((lever) => {
      const { parameter, now, moves, absent, byWaves } = lever;
      const first = [h("th", { scope: "row" }, name(parameter)), h("td", {}, value(parameter, now))];
      if (!moves.length) return [h("tr", { "data-lever": parameter.name }, first, h("td", {}, "—"), h("td", {}, "—"), h("td", {}, whyNot(absent, byWaves)))];
      return rows.filter((row) => row.parameter === parameter).map((row) =>
        h("tr", { "data-lever": parameter.name, "data-to": row.to, "data-mean": row.mean, "data-low": row.low, "data-high": row.high, "data-verdict": row.verdict }, first.map((cell) => cell.cloneNode(true)),
          h("td", {}, value(parameter, row.to)),
          h("td", {}, row.defined ? [h("b", {}, write(row.mean)), h("span", { class: "range" }, ` ${rangeSaid(row, write)}`)] : "—"),
          h("td", {}, verdictSaid(row))));
    });
    fill(table, h("table", {}, h("caption", {}, app.text("matters.caption", { measure: app.text(`measure.${looks.measure}.name`), unit: scaleOf(app, KINDS[looks.measure]), worlds: made.whole.replicates, month: app.monthSaid(made.month) })),
      h("thead", {}, h("tr", {}, head)), h("tbody", {}, body)));
  }

  const whyNot = (absent, byWaves) => (byWaves ? app.text("levers.waves") : absent.length ? app.text("matters.absent", { needed: app.voice.list(absent.map((one) => app.text(`parameter.${one}.name`))) }) : app.text("matters.no_move"));

  function verdictSaid({ verdict, counts, defined }) {
    const n = verdict === "rise" ? counts.better : counts.worse;
    return app.text(`matters.verdict.${verdict}`, { n: app.voice.ofHundred(n, defined) });
  }

  function saveCsv() {
    const { which, whole } = looks.made;
    const heads = ["lever", "now", "moved_to", "from_month", "measure", "mean", "low", "high", "worlds", "verdict"];
    const lines = rowsNow().map(({ parameter, to, mean, low, high, defined, verdict }) =>
      [parameter.name, looks.made.levers.find((one) => one.parameter === parameter).now, to, parameter.dated ? looks.made.month : 0, looks.measure, plain(mean), plain(low), plain(high), defined, verdict]);
    download(fileName(app, "levers", "csv"), csv(app, [which], [heads, ...lines], whole.replicates), "text/csv;charset=utf-8");
  }

  function stop() {
    for (const request of requests) request.cancel();
    cancelAnimationFrame(frame);
    room.stop();
  }

  draw();
  return { node, update, stop };
}
