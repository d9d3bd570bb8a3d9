/**
 * Paper: a lesson on A4: a worksheet to predict on, what a pupil predicted beside what the model said, and the answers.
 * All three are the same steps in the same order; what differs is what is marked on them. Charts are as high as they can
 * be on as few pages as can be.
 */

import { fill, h, s } from "../ui/dom.js";
import { regimeBar, regimeItems } from "../ui/regimes.js";
import { ran } from "../views/lessons/charts.js";
import { paragraphs } from "../views/lessons/laid.js";
import { placesOf } from "../views/lessons/sweep.js";
import { sentenceOf } from "../views/lessons/told.js";
import { comparedOf, tipOf } from "./answered.js";
import { isComplete } from "./answers.js";
import { curvesOf, cutsOf, figureOf, keyOf, sketchLine, sketchOf } from "./charts.js";
import { codeOf } from "./code.js";
import { optionsOf } from "./options.js";
import { qrOf } from "./qr.js";

/** Heights of a chart on paper, tried from the first on: to draw in, and to read. */
const TO_DRAW = [330, 310, 290, 270, 250, 230, 210, 190];
const TO_READ = [230, 210, 190, 170, 155, 140, 125, 118];
/** How wide a chart is that stands beside its words, and one alone. */
const BESIDE = 280;
const ALONE = 680;
/** What A4 holds between the margins of class.css, in pixels, less what rounding may take. */
const PAGE = ((297 - 26) * 96) / 25.4 - 6;
/** A chart that is shown, and not drawn in, is not higher than this. */
const SHOWN = 220;

/** To predict on: nothing is answered. */
export const worksheet = (app, lesson, holder) => sheet(app, lesson, holder, { kind: "worksheet", heights: TO_DRAW, answers: () => null, shows: () => false });

/** All answers, and what is on the teacher's page. */
export const answerKey = (app, lesson, holder) => sheet(app, lesson, holder, { kind: "key", heights: TO_READ, answers: () => null, shows: () => true });

/** What a pupil predicted; the model's answer stands beside it where the pupil has seen it. */
export function handin(app, lesson, holder) {
  const work = app.works.of(lesson);
  const answers = (place) => (isComplete(work?.answers[place]) ? work.answers[place] : null);
  return sheet(app, lesson, holder, { kind: "handin", heights: TO_READ, work, answers, shows: (place) => Boolean(work?.shown[place]) });
}

/** Lay out a sheet, and print it when asked; what has to be run comes when it is there. */
function sheet(app, lesson, holder, how) {
  const said = (words) => words[app.state.language];
  const print = h("button", { type: "button", id: "print", class: "primary", disabled: true, onclick: () => globalThis.print() }, app.text("sheet.print"));
  const paper = h("article", { class: `paper paper-${how.kind}` });
  fill(holder, h("h2", { id: "step-title", tabindex: "-1", class: "screen" }, app.text(`sheet.${how.kind}`)), h("p", { class: "says screen" }, app.text(`sheet.${how.kind}_says`)), h("div", { class: "desk-tools screen" }, print), paper);
  let isGone = false;
  fill(paper, headOf(app, lesson, how), h("p", { class: "says" }, app.text("lesson.running")));
  Promise.all(lesson.steps.map((step, place) => stepOn(app, lesson, step, place, how))).then((steps) => {
    if (isGone) return;
    const laid = (height) => fill(paper, headOf(app, lesson, how), steps.map((step) => step(height)), how.kind === "key" ? teacherPart() : null);
    laid(fitting(paper, how.heights, laid));
    paper.dataset.ready = "true";
    print.disabled = false;
  });

  function teacherPart() {
    const { teacher } = lesson;
    const part = (key, items) => h("section", { class: "whole" }, h("h3", {}, app.text(key)), h("ul", {}, items.map((item) => h("li", {}, said(item)))));
    return h("div", { class: "paper-teacher" }, h("div", {}, h("section", { class: "whole" }, h("h3", {}, app.text("lesson.end")), paragraphs(app, lesson.end), h("p", {}, h("strong", {}, app.text("teacher.goal")), " ", said(teacher.goal)), h("p", {}, h("strong", {}, app.text("teacher.time")), " ", said(teacher.time))),
      part("teacher.answers", teacher.answers)), h("div", {}, part("teacher.mistakes", teacher.mistakes), part("teacher.questions", teacher.questions)));
  }

  return { leave: () => (isGone = true), redraw: null };
}

function headOf(app, lesson, { kind, work }) {
  const line = (key, text = "") => h("span", { class: "blank-field" }, `${app.text(key)} `, h("span", { class: "blank" }, text));
  const code = work ? codeOf(work, lesson, app.card) : null;
  return h("header", { class: "paper-head" },
    h("div", {}, h("p", { class: "paper-kind" }, `${app.text("title")} · ${app.text(`sheet.${kind}`)}`), h("h2", {}, lesson.title[app.state.language]), h("p", {}, lesson.question[app.state.language]),
      h("p", { class: "honest" }, app.text("lesson.honest")),
      kind === "key" ? null : h("p", { class: "blank-fields" }, line("sheet.name", work?.name ?? ""), line("sheet.date")),
      code ? h("p", { class: "code" }, code) : null),
    code ? qrOf(code, app.text("code.qr")) : null);
}

/** Return the greatest of some heights of charts with which a sheet takes the fewest pages. */
function fitting(paper, heights, laid) {
  paper.classList.add("measured");
  const pages = heights.map((height) => pagesOf(laid(height)));
  paper.classList.remove("measured");
  return heights[pages.indexOf(Math.min(...pages))];
}

/** Return how many pages the parts of a sheet take, none of which is parted where a page has room for it. */
function pagesOf(paper) {
  const { top: begin } = paper.getBoundingClientRect();
  let pages = 1;
  let from = 0;
  for (const part of paper.children) {
    const box = part.getBoundingClientRect();
    const [top, bottom] = [box.top - begin, box.bottom - begin];
    if (bottom - from <= PAGE) continue;
    pages += 1;
    from = top;
    while (bottom - from > PAGE) [pages, from] = [pages + 1, from + PAGE];
  }
  return pages;
}

/** Run what a step needs on paper; returns a function that lays it out with charts of a height. */
async function stepOn(app, lesson, step, place, how) {
  const answer = how.answers(place);
  const shows = how.shows(place);
  const { tell, see } = await bodyOf(app, lesson, step, { answer, shows, how });
  const isAsked = step.kind !== "read";
  const after = shows && isAsked && step.after ? h("div", { class: "paper-after" }, paragraphs(app, step.after)) : null;
  const why = how.kind === "worksheet" && isAsked ? h("p", { class: "why-lines" }, app.text("sheet.why"), h("span", { class: "rule" }), h("span", { class: "rule" })) : null;
  const none = how.kind === "handin" && isAsked && !answer ? h("p", { class: "says" }, app.text("sheet.no_prediction")) : null;
  const unseen = how.kind === "handin" && isAsked && !shows ? h("p", { class: "says" }, app.text("sheet.unseen")) : null;
  const isBeside = how.kind !== "worksheet" && Boolean(see);
  const number = h("h3", {}, app.text("lesson.step", { n: place + 1, of: lesson.steps.length }));
  const asked = paragraphs(app, step.question ?? step.text);
  return (height) => {
    const figure = see?.(height, isBeside ? BESIDE : ALONE) ?? null;
    const said = [asked, none, tell?.() ?? null].flat();
    const parts = isBeside ? [h("div", { class: "paper-beside" }, h("div", {}, said, unseen, after), h("div", {}, figure))] : [...said, ...(figure ?? []), unseen, after, why];
    return h("section", { class: "paper-step", "data-kind": step.kind }, number, parts);
  };
}

/** A chart as it is laid out, of a height and a width; none where nothing came of its worlds. */
const chartOf = (app, spec, most = Infinity) => spec && ((height, width) => figureOf(spec, { height: Math.min(height, most), width, label: sentenceOf(app, spec) }));

/** Return { tell, see }: functions that lay out what a step says beside its question, and its chart. */
async function bodyOf(app, lesson, step, asked) {
  const drawn = { sketch: sketchOn, choose: chooseOn, cut: chooseOn, explain: chooseOn, regime: regimeOn, compare: compareOn, find: findOn }[step.kind];
  if (drawn) return drawn(app, lesson, step, asked);
  return step.curves ? { see: chartOf(app, onPaper(await curvesOf(app, step, lesson)), SHOWN) } : {};
}

/** What is drawn for the screen at big type is drawn for paper at its usual. */
const onPaper = (spec) => spec && { ...spec, size: 12 };

async function sketchOn(app, lesson, step, { answer, shows, how }) {
  const model = await sketchOf(app, step, lesson);
  if (!model) return {};
  const own = answer ? [sketchLine(model.ground, answer, { label: app.text(how.kind === "handin" ? "sketch.yours" : "sketch.label"), width: 3 })] : [];
  const spec = onPaper(model.spec([...own, ...model.given, shows ? model.model : model.known]));
  return { see: chartOf(app, spec) };
}

const box = (isMarked) => h("span", { class: "tick", "aria-hidden": "true" }, isMarked ? "✕" : "");

function ticked(app, names, picked, right) {
  return h("ul", { class: "paper-options" }, names.map((name, i) => h("li", {}, box(picked === i), h("span", {}, name, picked === i ? h("b", {}, ` (${app.text("sheet.yours")})`) : null, right === i ? [" ", h("b", { class: "model" }, `← ${app.text("sheet.model")}`)] : null))));
}

async function chooseOn(app, lesson, step, { answer, shows, how }) {
  const whyOf = (i) => (how.kind === "key" && step.options?.[i].why ? h("small", {}, ` ${step.options[i].why[app.state.language]}`) : null);
  const names = optionsOf(app, step, { explained: true }).map((name, i) => [name, whyOf(i)]);
  const found = !shows ? null : step.curves ? { spec: await curvesOf(app, step, lesson) } : step.curve ? await cutsOf(app, step, lesson) : null;
  return { tell: () => ticked(app, names, answer?.[0], shows ? (step.right ?? found?.right) : null), see: chartOf(app, onPaper(found?.spec), SHOWN) };
}

async function regimeOn(app, lesson, step, { answer, shows }) {
  const names = optionsOf(app, step, { explained: true });
  const counts = shows ? (await ran(app, step.worlds ?? lesson.worlds, `${keyOf(step, lesson)} regime`))?.regimes() : null;
  return { tell: () => [ticked(app, names, answer?.[0], null), counts ? h("div", { class: "whole" }, h("p", {}, h("b", {}, app.text("sheet.model_regimes"))), regimeBar(app, counts), h("ul", { class: "shares" }, regimeItems(app, counts))) : null] };
}

async function compareOn(app, lesson, step, { answer, shows }) {
  const shares = shows ? await comparedOf(app, step, lesson) : null;
  const said = (share) => h("b", {}, app.text("collect.of_hundred", { n: Math.round(100 * share) }));
  return { tell: () => h("ul", { class: "paper-options" }, step.options.map(({ label }, i) => h("li", {}, h("span", {}, `${label[app.state.language]}: `,
    ...[answer ? said(answer[i]) : shows ? null : app.text("collect.of_hundred", { n: "______" }), shares && answer ? " · " : null, shares ? `${app.text("sheet.model")}: ` : null, shares ? said(shares[i]) : null])))) };
}

async function findOn(app, lesson, step, { answer, shows }) {
  const { low, high, written: shown } = placesOf(app, step);
  const [width, height] = [680, 72];
  const x = (value) => 30 + ((value - low) / (high - low)) * (width - 60);
  const ticks = Array.from({ length: 5 }, (_, i) => low + ((high - low) * i) / 4);
  const tip = shows ? await tipOf(app, step, lesson) : null;
  const mark = (value, text, colour, y) => [s("line", { x1: x(value), x2: x(value), y1: y + 4, y2: 42, stroke: colour, "stroke-width": 2.5 }), s("text", { x: x(value) + (value > (low + high) / 2 ? -5 : 5), y: y + 12, "text-anchor": value > (low + high) / 2 ? "end" : "start", "font-size": 13, fill: colour }, text)];
  const scale = () => s("svg", { class: "strip", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": app.text(`parameter.${step.lever}.name`) },
    s("line", { x1: x(low), x2: x(high), y1: 42, y2: 42, stroke: "#1c1c1c", "stroke-width": 1.5 }),
    ...ticks.flatMap((value) => [s("line", { x1: x(value), x2: x(value), y1: 36, y2: 48, stroke: "#1c1c1c" }), s("text", { x: x(value), y: 64, "text-anchor": "middle", "font-size": 13 }, shown(Number(value.toPrecision(6))))]),
    ...(answer ? mark(answer[0], `${app.text("find.guess")}: ${shown(answer[0])}`, "#8B2F86", 14) : []),
    ...(shows && tip !== null ? mark(tip, `${app.text("find.tipping")}: ${shown(Number(tip.toFixed(3)))}`, "#000", 0) : []));
  return { tell: () => [h("p", {}, h("b", {}, app.text(`parameter.${step.lever}.name`))), scale(), shows && tip === null ? h("p", {}, app.text("collect.no_tip")) : null] };
}
