/** Collecting: what a class handed in, over what the model says: thirty sketches, choices, regimes, and where pupils disagree most. */

import { field, fill, h, s } from "../ui/dom.js";
import { looksOf } from "../ui/looks.js";
import { regimeBar, worldsWith } from "../ui/regimes.js";
import { placesOf } from "../views/lessons/sweep.js";
import { ran } from "../views/lessons/charts.js";
import { paragraphs } from "../views/lessons/laid.js";
import { isComplete } from "./answers.js";
import { comparedOf, tipOf } from "./answered.js";
import { cutsOf, emptySketchOf, figureOf, keyOf, sketchLine, sketchOf } from "./charts.js";
import { askedOf } from "./code.js";
import { divisionOf, mostDivided, shapeOf } from "./disagreement.js";
import { optionsOf } from "./options.js";
import { readCodes } from "./reading.js";

const SHAPES = ["rise", "fall", "hump", "dip", "flat"];
/** So many lines are told of what was not taken in. */
const MOST = 40;
const BINS = 20;
/** Lines of codes that are seen: while they are asked for, and once some were taken in, which is what is looked at then. */
const LINES = { asked: 6, taken: 2 };

/** What the model says to a step, by its kind; what takes long tells `soon` what its first worlds say. */
const ANSWERED = {
  sketch: sketchOf,
  compare: comparedOf,
  regime: async (app, step, lesson) => (await ran(app, step.worlds ?? lesson.worlds, `${keyOf(step, lesson)} regime`))?.regimes(),
  find: async (app, step, lesson) => ({ tip: await tipOf(app, step, lesson) }),
  cut: cutsOf,
  explain: cutsOf,
};

/** Show what a class handed in of a lesson. */
export function collect(app, lesson, holder) {
  const looks = looksOf(app, "class", { hides: false });
  const text = h("textarea", { id: "codes", rows: LINES.asked, spellcheck: "false", autocomplete: "off", autocapitalize: "characters", "aria-describedby": "codes-told", oninput: take });
  text.value = app.works.codesOf(lesson);
  const told = h("div", { id: "codes-told", role: "status" });
  const hide = h("button", { type: "button", id: "hide-answers", "aria-pressed": String(looks.hides), onclick: () => {
    looks.hides = !looks.hides;
    hide.setAttribute("aria-pressed", String(looks.hides));
    draw();
  } }, app.text("collect.hide"));
  const divided = h("div", { class: "verdict", id: "divided", hidden: true });
  const steps = h("div", { class: "collected" });
  fill(holder,
    h("h2", { id: "step-title", tabindex: "-1" }, app.text("sheet.class")), field(app.text("collect.codes"), text, h("p", { class: "says" }, app.text("collect.how"))),
    h("div", { class: "desk-tools" }, hide), told, divided, steps);
  const asked = askedOf(lesson, app.card).map(([place]) => place);
  const models = asked.map(() => null);
  let works = [];
  let isGone = false;
  load();

  function take() {
    app.works.collect(lesson, text.value);
    const read = readCodes(text.value, lesson, app);
    works = read.works;
    holder.dataset.pupils = works.length;
    text.rows = works.length ? LINES.taken : LINES.asked;
    const list = read.told.slice(0, MOST).map(({ line, key, parts }) => h("li", {}, h("b", {}, app.text("collect.line", { n: line })), " ", app.text(key, parts)));
    if (read.told.length > MOST) list.push(h("li", {}, app.text("problems.more", { n: read.told.length - MOST })));
    const elsewhere = works.filter(({ isElsewhere }) => isElsewhere).length;
    fill(told, h("p", {}, h("strong", { id: "pupils" }, app.text("collect.pupils", { n: works.length })), elsewhere ? ` ${app.text("collect.elsewhere", { n: elsewhere })}` : null), list.length ? h("ul", { class: "told-lines" }, list) : null);
    draw();
  }

  /**
   * The model's answers, asked for before any code comes; each step is drawn when it has its own. Sketches come first: what
   * divides a class is told once the model's curves are there, be they of the first worlds, which is said.
   */
  async function load() {
    const answer = (i) => ANSWERED[lesson.steps[asked[i]].kind]?.(app, lesson.steps[asked[i]], lesson, (model) => had(i, model));
    const places = asked.map((_, i) => i);
    const isSketch = (i) => lesson.steps[asked[i]].kind === "sketch";
    await Promise.all(places.filter(isSketch).map(answered));
    for (const i of places.filter((one) => !isSketch(one))) if (!isGone) await answered(i);
    holder.dataset.loaded = "true";

    async function answered(i) {
      had(i, (await answer(i)) ?? null);
    }

    function had(i, model) {
      models[i] = model;
      if (!isGone) draw();
    }
  }

  const called = (work) => work.name || app.text("collect.number", { n: works.indexOf(work) + 1 });

  function draw() {
    if (!works.length) {
      divided.hidden = true;
      return void fill(steps);
    }
    const own = asked.map((place) => works.filter((work) => isComplete(work.answers[place])));
    const isReady = asked.every((place, i) => lesson.steps[place].kind !== "sketch" || models[i]);
    const divisions = asked.map((place, i) => (isReady ? divisionOf(own[i].map((work) => work.answers[place]), lesson.steps[place], app.card, models[i]?.ground) : null));
    const most = mostDivided(divisions);
    drawDivided(divisions, most, own, isReady);
    fill(steps, asked.map((place, i) => stepOf(place, own[i], models[i], divisions[i], i === most)));
  }

  function drawDivided(divisions, most, own, isReady) {
    divided.hidden = !isReady;
    if (!isReady) return;
    const pairs = Math.max(0, ...divisions.map((one) => one.pairs));
    if (most < 0) return void fill(divided, h("p", {}, app.text(pairs ? "collect.agree" : "collect.too_few")));
    const { differ, pairs: of, far } = divisions[most];
    const step = lesson.steps[asked[most]];
    const [one, other] = far.map((k) => called(own[most][k]));
    fill(divided,
      h("p", {}, h("strong", {}, app.text("collect.divided", { step: asked[most] + 1, differ, pairs: of })), ["sketch", "find", "compare"].includes(step.kind) ? ` ${app.text("collect.far", { one, other })}` : null),
      models.some((model) => model?.worlds) ? h("p", { class: "says" }, app.text("collect.so_far")) : null,
      h("p", { class: "says" }, app.text("collect.rule")));
  }

  function stepOf(place, own, model, division, isMost) {
    const step = lesson.steps[place];
    const skipped = works.filter((work) => work.shown[place]).length;
    const counted = [app.text("collect.answers", { n: own.length }), skipped ? app.text("collect.skipped", { n: skipped }) : null].filter(Boolean).join(" ");
    return h("section", { class: "collected-step", "data-kind": step.kind, "data-answers": own.length, "aria-labelledby": `collected-${place}` },
      h("h3", { id: `collected-${place}` }, app.text("lesson.step", { n: place + 1, of: lesson.steps.length })), paragraphs(app, step.question),
      h("p", { class: "says" }, counted), own.length ? answersOf(step, place, own, model, division, isMost) : null,
      own.length && !looks.hides ? awaited(step, model) : null);
  }

  /** What of the model's answer is still being run. */
  function awaited(step, model) {
    if (model?.worlds) return h("p", { class: "says" }, app.text("collect.first_worlds", model.worlds));
    return !model && !holder.dataset.loaded && step.kind in ANSWERED ? h("p", { class: "says" }, app.text("lesson.running")) : null;
  }

  function answersOf(step, place, own, model, division, isMost) {
    switch (step.kind) {
      case "sketch":
        return sketches(step, place, own, model, isMost ? division?.far : null);
      case "regime":
        return [counts(optionsOf(app, step), place, own), !looks.hides && model ? [h("p", { class: "says" }, app.text("collect.model_regimes", { says: regimesSaid(model) })), regimeBar(app, model)] : null].flat();
      case "find":
        return strip(place, own, { ...placesOf(app, step), tip: looks.hides ? undefined : model?.tip });
      case "compare":
        return step.options.map(({ label }, k) => [h("h4", {}, label[app.state.language]), strip(place, own, { low: 0, high: 1, k, written: (share) => app.text("collect.of_hundred", { n: Math.round(100 * share) }), share: looks.hides ? undefined : model?.[k] })]).flat(2);
      default:
        return counts(optionsOf(app, step), place, own, step.right ?? model?.right ?? null);
    }
  }

  const regimesSaid = (model) => app.voice.list(app.card.regimes.filter((regime) => model[regime]).map((regime) => `${app.text(`measure.regime.${regime}.name`)} ${app.voice.ofHundred(model[regime], worldsWith(app, model))}`));

  /** All sketches over the model's curve; where the class is most divided here, the two farthest apart are thick and named. */
  function sketches(step, place, own, found, far) {
    const model = found ?? emptySketchOf(app, step, lesson);
    const lines = own.map((work, i) => sketchLine(model.ground, work.answers[place], far?.includes(i) ? { label: called(work), width: 4, dash: i === far[1] ? "10 5" : "" } : {}));
    const answer = looks.hides ? model.known : model.model;
    const spec = model.spec([...lines.filter((line) => !line.label), ...lines.filter((line) => line.label), ...model.given, ...(answer ? [answer] : [])]);
    const column = Number.parseFloat(getComputedStyle(steps).gridTemplateColumns); // the first of one or two (class.css)
    const width = Math.max(280, Math.min(900, column || 680));
    const height = Math.round(Math.max(240, Math.min(340, 0.45 * width)));
    if (!found) return h("div", { class: "pane", "data-sketches": own.length }, figureOf(spec, { width, height, label: app.text("lesson.running") }));
    const shapes = SHAPES.map((shape) => [shape, own.filter((work) => shapeOf(work.answers[place], model.ground) === shape).length]).filter(([, n]) => n);
    const said = app.text("collect.shapes", { shapes: app.voice.list(shapes.map(([shape, n]) => app.text(`collect.shape.${shape}`, { n }))) });
    return [h("div", { class: "pane", "data-sketches": own.length }, figureOf(spec, { width, height, label: said })), h("p", {}, said)];
  }

  /** How many picked what. */
  function counts(names, place, own, right = null) {
    return h("ol", { class: "tally" }, names.map((name, i) => {
      const n = own.filter((work) => work.answers[place][0] === i).length;
      const isRight = !looks.hides && right === i;
      return h("li", { "data-picked": n }, h("span", { class: "tally-bar", "aria-hidden": "true", style: `width:${(100 * n) / own.length}%` }), h("b", {}, `${n} `), h("span", {}, name), isRight ? h("strong", { class: "right" }, ` ${app.text("collect.right")}`) : null);
    }));
  }

  /** Values along a lever, as dots upon each other. */
  function strip(place, own, { low, high, written: shown, k = 0, tip = undefined, share = undefined }) {
    const values = own.map((work) => work.answers[place][k]).sort((a, b) => a - b);
    const binOf = (value) => Math.min(BINS - 1, Math.floor((BINS * (value - low)) / (high - low)));
    const stacked = values.map((value, i) => [value, values.slice(0, i).filter((one) => binOf(one) === binOf(value)).length]);
    const [width, dot] = [640, 7];
    const height = 46 + 2 * dot * (1 + Math.max(...stacked.map(([, n]) => n)));
    const x = (value) => 20 + ((value - low) / (high - low)) * (width - 40);
    const base = height - 28;
    const said = app.text("collect.values", { low: shown(values[0]), middle: shown(values[Math.floor((values.length - 1) / 2)]), high: shown(values.at(-1)) });
    const at = tip ?? share;
    const told = share !== undefined ? app.text("collect.share", { share: shown(share) }) : tip === undefined ? null : tip === null ? app.text("collect.no_tip") : app.text("collect.tip", { tip: shown(Number(tip.toFixed(3))) });
    const tick = (value, anchor) => s("text", { x: x(value), y: height - 8, "text-anchor": anchor, "font-size": 14 }, shown(value));
    return [s("svg", { class: "strip", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": said },
      s("line", { x1: x(low), x2: x(high), y1: base, y2: base, stroke: "#595959" }),
      ...(typeof at === "number" ? [s("line", { x1: x(at), x2: x(at), y1: 4, y2: base, stroke: "#000", "stroke-width": 2, "stroke-dasharray": "6 4" })] : []),
      ...stacked.map(([value, n]) => s("circle", { cx: x(low + ((binOf(value) + 0.5) / BINS) * (high - low)), cy: base - dot - 2 * dot * n, r: dot - 1, fill: "#8B2F86" })),
      tick(low, "start"), tick(high, "end")), h("p", {}, said, told ? ` ${told}` : null)];
  }

  take();
  return { leave: () => (isGone = true), redraw: draw };
}
