/** Told: a chart in words and as a table, for those who cannot see it and for those who want its numbers. */

import { fill, h } from "../../ui/dom.js";
import { ideaOf, leastOf } from "./ideas.js";

/** A table has about so many rows. */
const ROWS = 12;

/** Lines of a chart that have a name and something to tell; a line without a label on the chart may have one for the ear alone. */
const namedLines = (spec) => spec.lines.filter((line) => nameOf(line) && [...line.middle].some(Number.isFinite));
const nameOf = (line) => line.told ?? line.label;

/** Return a chart as one sentence: where each line starts, which way it goes, where it turns and ends. */
export function sentenceOf(app, spec) {
  if (spec.sentence) return spec.sentence;
  const lines = namedLines(spec);
  const least = leastOf(lines.map((line) => line.middle), 0, spec.kind);
  return app.text("told.chart", { unit: spec.unit, parts: lines.map((line) => lineTold(app, spec, line, least)).join("; ") });
}

function lineTold(app, spec, line, least) {
  const known = [...line.middle.keys()].filter((month) => Number.isFinite(line.middle[month]));
  const [first, last] = [known[0], known.at(-1)];
  const { shape, turn, at } = ideaOf(line.middle, first, least);
  const number = (value) => app.voice.number(spec.factor * value, spec.digits);
  const parts = { line: nameOf(line), first, last, start: number(line.middle[first]), end: number(line.middle[last]), turn: number(turn), month: at ?? "" };
  return app.text(`told.${shape}`, parts);
}

/** Return { node, update(spec) }: the sentence and the table of a chart, folded, and drawn when somebody opens them. */
export function createTold(app) {
  const sentence = h("p", { class: "says" });
  const holder = h("div", { class: "table-holder", tabindex: "0", role: "region", "aria-label": app.text("told.table") });
  const node = h("details", { class: "as-table", hidden: true, ontoggle: () => draw() }, h("summary", {}, app.text("told.table")), sentence, holder);
  let shown = null;

  function draw() {
    if (!shown || !node.open) return;
    sentence.textContent = sentenceOf(app, shown);
    fill(holder, tableOf(app, shown));
  }

  function update(spec) {
    shown = spec;
    node.hidden = namedLines(spec).length === 0;
    draw();
  }

  return { node, update };
}

function tableOf(app, spec) {
  const lines = namedLines(spec);
  const number = (value) => app.voice.number(spec.factor * value, spec.digits);
  const cell = (line, row) => {
    const band = line.low && Number.isFinite(line.low[row]) ? h("span", { class: "range" }, ` (${number(line.low[row])} – ${number(line.high[row])})`) : null;
    return h("td", {}, Number.isFinite(line.middle[row]) ? [number(line.middle[row]), band] : "");
  };
  const head = h("tr", {}, h("th", { scope: "col" }, spec.words.month), lines.map((line) => h("th", { scope: "col" }, nameOf(line))));
  const rows = rowsOf(spec, lines).map((row) => h("tr", {}, h("th", { scope: "row" }, spec.rowName ? spec.rowName(row) : String(row)), lines.map((line) => cell(line, row))));
  const isBanded = lines.some((line) => line.low);
  return h("table", {}, h("caption", {}, app.text(isBanded ? "told.caption_banded" : "told.caption", { unit: spec.unit })), h("thead", {}, head), h("tbody", {}, rows));
}

/** Return the months of a table: every so many, and the first and the last one of which anything is known. */
function rowsOf(spec, lines) {
  const known = Array.from({ length: spec.months }, (_, row) => row).filter((row) => lines.some((line) => Number.isFinite(line.middle[row])));
  if (spec.rowName) return known;
  const [first, last] = [known[0], known.at(-1)];
  const every = last - first > 4 * ROWS ? 12 : 3;
  return known.filter((row) => row === first || row === last || row % every === 0);
}
