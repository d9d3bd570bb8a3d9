/** Figure: one chart of the desk, for one or two cases side by side, with its key, its table and its files. */

import { drawing, frameOf, rangeOf } from "../../ui/chart.js";
import { fill, h, renew, roomOf, s, sightOf } from "../../ui/dom.js";
import { swatch } from "../../ui/key.js";
import { seriesOf, specOf, titleOf, told } from "./curves.js";
import { QUANTITIES } from "../../ui/state.js";

/** Return { node, update(results), isSeen, stop } of one chart. */
export function createFigure(chart, app, { onRead, onExport }) {
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
  let specs = null;
  tableHolder.setAttribute("aria-label", app.text("chart.table"));

  function pane(which) {
    const svg = picture(which);
    const name = h("p", { class: "pane-name" });
    const holder = h("div", { class: "pane" }, name, svg);
    const room = roomOf(holder, () => specs?.forEach((spec) => spec.which === which && paint(spec)));
    return { node: holder, name, svg, room };
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
    specs = cases.map(({ which, result, reference, label }) => ({ ...specOf(chart, app, result, reference, which), which, label, result }));
    if (specs.length > 1) {
      const range = rangeOf(specs.flatMap((spec) => spec.lines), { span: specs[0].range[1] - specs[0].range[0] > 0.15 ? 0.15 : 0.08, with: chart === "gain" ? [0, 1.1 * app.card.thresholds.reached_gain] : [] });
      specs.forEach((spec) => (spec.range = range));
    }
    renew(heading, titleOf(chart, app));
    select?.update();
    if (panes.childElementCount !== specs.length) fill(panes, specs.map((spec) => parts[spec.which].node));
    for (const spec of specs) {
      parts[spec.which].name.hidden = specs.length < 2;
      renew(parts[spec.which].name, spec.label);
      paint(spec);
    }
    drawKey();
    drawTable();
  }

  function paint(spec) {
    const { svg, room } = parts[spec.which];
    const width = Math.max(240, room.width || 480);
    const height = Math.round(Math.min(Math.max(width * 0.52, 210), app.state.big ? 420 : 300));
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("width", width);
    svg.setAttribute("height", height);
    svg.setAttribute("font-size", spec.size);
    svg.innerHTML = drawing(spec, width, height);
    svg.setAttribute("aria-label", (spec.label ? `${spec.label}. ` : "") + told(spec, app, app.readMonth ?? spec.months - 1));
  }

  function drawKey() {
    const month = app.readMonth ?? app.months - 1;
    const [spec] = specs;
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
  return { node, update, get isSeen() { return sight.isSeen; }, stop };
}

function quantitySelect(app) {
  const select = h("select", { id: "quantity", "aria-label": app.text("quantity.choose"), onchange: () => app.set({ quantity: select.value }) },
    QUANTITIES.map((name) => h("option", { value: name }, seriesOf(app, name))));
  return { node: h("label", { class: "quantity" }, h("span", {}, app.text("quantity.choose")), select), update: () => (select.value = app.state.quantity) };
}
