/**
 * Figure: one chart of the desk, for one or two cases side by side: what it shows as its title, with its key, its table
 * and its files; and, of one over the levers, flags on its axis.
 */

import { drawing, frameOf, NARROW, rangeOf, widthOf } from "../../ui/chart.js";
import { fill, h, renew, roomOf, s, sightOf, windowHeight } from "../../ui/dom.js";
import { swatch } from "../../ui/key.js";
import { seriesOf, specOf, titleOf, told } from "./curves.js";
import { findingOf } from "./findings.js";
import { createFlags } from "./flags.js";
import { QUANTITIES } from "../../ui/state.js";

/**
 * How high a chart over the levers is: so much of the window, and more of what a window has beyond a laptop's; less by each
 * row of flags beyond those that have their room, so that a lever stays under the hand that moves it.
 */
const OVER_LEVERS = { share: 0.24, shareBig: 0.27, shareOnPhone: 0.163, laptop: 800, beyond: 0.65, least: 120, ofTwo: 0.91, most: 420 };
/** Rows of flags that have their room, and how high one is, in pixels (desk.css). */
const ROWS = { room: 3, height: 24 };
/** Where one chart and one group of levers stand at a time (desk.css), flags lie below what stays in sight. */
const oneAtATime = globalThis.matchMedia("(max-width: 59.99rem)");

/**
 * Return { node, flags, update(results), drawFlags, rows, isSeen, stop } of one chart; `caseOf` says whose levers the desk
 * moves, of a chart over them, and `beside` what chart in sight has the flags instead, if any.
 */
export function createFigure(chart, app, { onRead, onExport, caseOf = null, beside = () => null }) {
  const parts = { a: pane("a"), b: pane("b") };
  const heading = h("h3", { id: `chart-${chart}-title` });
  const select = chart === "quantity" ? quantitySelect(app) : null;
  const panes = h("div", { class: "panes" });
  const key = h("ul", { class: "key" });
  const tableHolder = h("div", { class: "table-holder", tabindex: "0", role: "region" });
  const details = h("details", { class: "as-table", ontoggle: () => drawTable() },
    h("summary", { id: `chart-${chart}-table` }, app.text("chart.table")), tableHolder);
  const files = h("div", { class: "files" }, ["csv", "svg", "png"].map((kind) =>
    h("button", { type: "button", id: `chart-${chart}-${kind}`, "aria-label": app.text(`export.${kind}`, { chart: titleOf(chart, app) }), onclick: () => specs && onExport(kind, specs) }, kind.toUpperCase())));
  const node = h("figure", { class: "chart", id: `chart-${chart}` },
    h("figcaption", {}, heading, select?.node), panes, key, h("div", { class: "below" }, details, files));
  const lower = h("div", { class: "flags-below", id: `flags-${chart}` });
  const height = (width) => {
    if (!caseOf) return Math.round(Math.min(Math.max(width * 0.52, 210), app.state.big ? 420 : 300));
    const { share, shareBig, shareOnPhone, laptop, beyond, least, ofTwo, most } = OVER_LEVERS;
    const { big } = app.state;
    if (oneAtATime.matches && width < NARROW) return Math.round(Math.max(shareOnPhone * windowHeight(), least));
    const more = beyond * Math.max(0, windowHeight() - laptop);
    const high = Math.min((big ? shareBig : share * (specs.length > 1 ? ofTwo : 1)) * windowHeight() + more, most);
    const rows = Math.max(0, rowsOf() - ROWS.room);
    return Math.round(Math.max(high - rows * ROWS.height, least));
  };
  /** Rows of flags: where two charts stand beside each other, those of the first, which has them. */
  const rowsOf = () => beside()?.rows ?? Math.max(0, ...(specs ?? []).map(({ which }) => parts[which].flags?.rows ?? 0));
  let specs = null;
  tableHolder.setAttribute("aria-label", app.text("chart.table"));

  function pane(which) {
    const svg = picture(which);
    const name = h("p", { class: "pane-name" });
    const flags = caseOf && createFlags(app, which, () => caseOf() === which);
    const holder = h("div", { class: "pane" }, name, svg, flags?.node);
    const room = roomOf(holder, () => {
      const own = specs?.find((spec) => spec.which === which);
      if (!own) return;
      putFlags();
      paint(own);
      drawKey();
    });
    return { node: holder, name, svg, room, flags, frame: null };
  }

  function picture(which) {
    const svg = s("svg", { role: "img", class: "curves", id: `chart-${chart}-${which}` });
    svg.addEventListener("pointermove", (event) => read(event, svg, which));
    svg.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && onRead(null));
    svg.addEventListener("pointerdown", (event) => read(event, svg, which));
    return svg;
  }

  function read(event, svg, which) {
    const spec = specs?.find((one) => one.which === which);
    if (!spec) return;
    const box = svg.getBoundingClientRect();
    const frame = frameOf(spec, box.width, box.height);
    const inner = frame.width - frame.left - frame.right;
    const month = Math.floor(((event.clientX - box.left - frame.left) / inner) * spec.months);
    onRead(Math.min(spec.months - 1, Math.max(0, month)));
  }

  function update(shown) {
    const cases = shown.filter(({ result }) => result);
    if (!cases.length) return;
    specs = cases.map(({ which, result, reference, label }) => ({ ...specOf(chart, app, result, reference, which), which, label, result, reference }));
    if (specs.length > 1) {
      const range = rangeOf(specs.flatMap((spec) => spec.lines), { span: specs[0].range[1] - specs[0].range[0] > 0.15 ? 0.15 : 0.08, with: chart === "gain" ? [0, 1.1 * app.card.thresholds.reached_gain] : [] });
      specs.forEach((spec) => (spec.range = range));
    }
    renew(heading, findingOf(chart, app, specs));
    select?.update();
    if (panes.childElementCount !== specs.length) fill(panes, specs.map((spec) => parts[spec.which].node));
    putFlags();
    for (const spec of specs) {
      parts[spec.which].name.hidden = specs.length < 2;
      renew(parts[spec.which].name, spec.label);
      paint(spec);
    }
    drawKey();
    drawTable();
  }

  /** Flags stand at the axis of their chart; where little stays in sight, below it all. */
  function putFlags() {
    if (!caseOf) return;
    const isBelow = oneAtATime.matches;
    for (const which of ["a", "b"]) {
      const { node: holder, flags } = parts[which];
      const isShown = specs.some((spec) => spec.which === which);
      const home = isBelow ? lower : holder;
      if (!isShown && isBelow) flags.node.remove();
      else if (flags.node.parentNode !== home) home.append(flags.node);
    }
  }

  function paint(spec, isAgain = false) {
    const { svg, room } = parts[spec.which];
    const width = Math.max(240, room.width || 480);
    const [high, title] = [height(width), `${spec.title} · ${spec.unit}`];
    const unit = widthOf(title) * spec.size < width ? title : spec.unit;
    svg.setAttribute("viewBox", `0 0 ${width} ${high}`);
    svg.setAttribute("width", width);
    svg.setAttribute("height", high);
    svg.setAttribute("font-size", spec.size);
    svg.innerHTML = drawing({ ...spec, unit }, width, high);
    svg.setAttribute("aria-label", (spec.label ? `${spec.label}. ` : "") + told(spec, app, app.readMonth ?? spec.months - 1));
    parts[spec.which].frame = frameOf(spec, width, high);
    parts[spec.which].flags?.update(spec, parts[spec.which].frame);
    if (height(width) !== high && !isAgain) repaint();
  }

  /** Flags took rows, or gave them back: all cases have charts of one height. */
  function repaint() {
    for (const one of specs) paint(one, true);
  }

  /** Draw the flags of what is asked now, on the axes as they are: worlds come later. */
  function drawFlags() {
    if (!specs) return;
    const before = rowsOf();
    for (const spec of specs) parts[spec.which].flags?.update(spec, parts[spec.which].frame);
    if (rowsOf() !== before) repaint();
  }

  function drawKey() {
    const month = app.readMonth ?? app.months - 1;
    const [spec] = specs;
    const isNamed = specs.every(({ which }) => parts[which].frame?.hasValues);
    key.hidden = isNamed; // names and values stand at the lines
    if (isNamed) return;
    const entries = spec.lines.filter((line) => line.label && line.middle.some(Number.isFinite)).map((line) => {
      const shown = specs.map((one) => {
        const same = one.lines.find((other) => other.label === line.label);
        return app.voice.number(one.factor * same.middle[month], one.digits);
      });
      return h("li", {}, swatch({ ink: line.ink, dash: line.dash }), h("span", {}, line.label), h("b", {}, shown.join(" | ")));
    });
    renew(key, h("li", { class: "key-month" }, app.text("chart.at", { month: app.monthSaid(month) })), entries);
  }

  function drawTable() {
    if (!details.open || !specs) return;
    const lines = specs.flatMap((spec) => spec.lines.filter((line) => line.label).map((line) => ({ line, spec })));
    const head = h("tr", {}, h("th", { scope: "col" }, app.text("chart.month")),
      lines.map(({ line, spec }) => h("th", { scope: "col" }, (specs.length > 1 ? `${spec.label}: ` : "") + line.label)));
    const rows = Array.from({ length: app.months }, (_, month) =>
      h("tr", {}, h("th", { scope: "row" }, app.when(month)), lines.map(({ line, spec }) => {
        const shown = (value) => app.voice.number(spec.factor * value, 1 + (spec.factor === 1 ? 1 : 0));
        const text = shown(line.middle[month]);
        return h("td", {}, line.low ? `${text} (${shown(line.low[month])}–${shown(line.high[month])})` : text);
      })));
    fill(tableHolder, h("table", {}, h("caption", {}, app.text("chart.table.caption", { title: specs[0].title, unit: specs[0].unit })), h("thead", {}, head), h("tbody", {}, rows)));
  }

  const sight = sightOf(node);
  const stop = () => [sight, parts.a.room, parts.b.room].forEach((one) => one.stop());
  return { node, flags: lower, update, drawFlags, get rows() { return rowsOf(); }, get isSeen() { return sight.isSeen; }, stop };
}

function quantitySelect(app) {
  const select = h("select", { id: "quantity", "aria-label": app.text("quantity.choose"), onchange: () => app.set({ quantity: select.value }) },
    QUANTITIES.map((name) => h("option", { value: name }, seriesOf(app, name))));
  return { node: h("label", { class: "quantity" }, h("span", {}, app.text("quantity.choose")), select), update: () => (select.value = app.state.quantity) };
}
