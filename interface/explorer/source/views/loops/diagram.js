/** Diagram: boxes and arrows of a stage, as the model declares them; arrows as thick as what the loops through them carry. */

import { fill, s } from "../../ui/dom.js";
import { BOX } from "./box.js";
import { arrowsOf, roundOf } from "./graph.js";

const SIGNS = { 1: { ink: "#0072b2", mark: "+", name: "more" }, "-1": { ink: "#c44e00", mark: "−", name: "less" }, 0: { ink: "#6b6b6b", mark: "±", name: "either" } };
const THIN = 1.4;
/** The same for every arrow: as thick says as much. */
const THICK = 7.5;
/** The picture never gets smaller than this part of its own size: where there is less room, it is moved about. */
const LEAST = 0.76;
/** Nor larger than this, where there is more. */
const MOST = 1.4;
/** A word longer than this goes into two lines. */
const LINE = 15;

/**
 * Return { node, show(stage), draw(), guess(arrow), select(key), arrows }. An arrow's key is "source > target"; `onSelect` hears
 * of it, `onRead` that what is told of it is asked for, `onLeave` that Escape was pressed, `onPick` of a box that was clicked. `id`
 * tells diagrams apart.
 */
export function createDiagram(app, { onSelect = null, onRead = () => {}, onLeave = () => {}, onPick = null, id = "loops" } = {}) {
  const { card } = app;
  const stocks = new Set(card.stocks);
  const arrows = new Map();
  let keys = [];
  let selected = 0;
  let boxes = new Map();
  /** @type {Record<string, number[]>} */
  let at = {};
  let badges = new Map();
  const list = s("g", { role: "listbox", tabindex: "0", id: `${id}-links`, "aria-label": app.text("loops.links") });
  const above = s("g", { "aria-hidden": "true" });
  const own = s("g", { "aria-hidden": "true", class: "guess" });
  const node = s("svg", { class: "loops-diagram" }, markers(id), list, above, own);

  list.addEventListener("keydown", (event) => {
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };
    if (event.key === "Escape") onLeave();
    else if (event.key === "Enter" || event.key === " ") onRead();
    else if (event.key in steps) {
      choose(Math.min(keys.length - 1, Math.max(0, selected + steps[event.key])));
      arrows.get(keys[selected]).node.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else return;
    event.preventDefault();
  });

  /** Draw a stage, by its place in the order of stages. */
  function show(place) {
    const stage = card.stages[place];
    const drawing = app.drawings[place];
    const [, , width, height] = drawing.frame;
    for (const [name, value] of Object.entries({ viewBox: drawing.frame.join(" "), width, height })) node.setAttribute(name, value);
    node.style.minWidth = `${Math.round(LEAST * width)}px`;
    node.style.width = `min(100%, ${Math.round(MOST * width)}px)`;
    arrows.clear();
    arrowsOf(card, stage).forEach((one, i) => arrows.set(one.key, { ...one, ...drawn(one, drawing.arrows[i], i) }));
    keys = [...arrows.keys()];
    boxes = new Map(Object.entries(drawing.boxes).map(([name, at]) => [name, box(name, at)]));
    badges = new Map(card.loops.filter(({ name }) => drawing.badges[name]).map((loop) => [loop.name, badge(loop, drawing.badges[loop.name])]));
    fill(list, ...[...arrows.values()].map((one) => one.node));
    fill(above, ...boxes.values(), ...badges.values());
    at = drawing.boxes;
    selected = 0;
    mark();
  }

  function drawn(one, { path, mark: [x, y], late }, i) {
    const sign = SIGNS[one.sign];
    const line = s("path", { d: path, fill: "none", stroke: sign.ink });
    const node_ = s("g", { role: "option", id: `${id}-link-${i}`, class: "link", "aria-selected": "false", "aria-label": saidOf(app, one) },
      s("title", {}, saidOf(app, one)), line, ...(late ? [delay(late)] : []),
      s("g", { class: "sign" }, s("circle", { cx: x, cy: y, r: 8, stroke: sign.ink }), s("text", { x, y: y + 5, "text-anchor": "middle", fill: sign.ink }, sign.mark)),
      s("path", { d: path, fill: "none", stroke: "transparent", "stroke-width": 12 }));
    node_.addEventListener("click", () => choose(i));
    return { line, node: node_ };
  }

  function box(name, [x, y]) {
    const [first, second] = inTwo(app.text(`variables.${name}.short`));
    const text = (words, by) => s("text", { x, y: y + by, "text-anchor": "middle" }, words);
    const frame = (by) => s("rect", { x: x - BOX.w / 2 + by, y: y - BOX.h / 2 + by, width: BOX.w - 2 * by, height: BOX.h - 2 * by, rx: 8 - by });
    return s("g", { class: `variable ${name.split(".")[0]}`, ...(onPick && { onclick: () => onPick(name) }) }, frame(0), ...(stocks.has(name) ? [frame(3.5)] : []),
      ...(second ? [text(first, -2.5), text(second, 12.5)] : [text(first, 5)]));
  }

  /** Draw arrows by what loops carry: `values` by name of the loop, of those in `shown`; the round of `lit` stands out; arrows of `cut` are broken. */
  function draw({ values, most, lit, cut, shown, named }) {
    const round = lit ? roundOf(card.loops.find((loop) => loop.name === lit), [...arrows.values()]) : null;
    for (const one of arrows.values()) {
      const through = one.loops.filter((name) => shown.includes(name));
      const living = through.filter((name) => !cut.includes(name));
      const size = Math.max(0, ...living.map((name) => Math.abs(values[name] ?? 0)));
      const width = through.length === 0 ? 1 : THIN + (most > 0 ? (size / most) * (THICK - THIN) : 0);
      one.line.setAttribute("stroke-width", width.toFixed(2));
      one.line.setAttribute("marker-end", `url(#${id}-head-${width > 4.5 ? "big-" : ""}${SIGNS[one.sign].name})`);
      const isCut = through.length > 0 && living.length === 0;
      one.line.setAttribute("stroke-dasharray", isCut ? "2 7" : "");
      one.node.setAttribute("opacity", round === null ? (through.length ? 1 : 0.6) : round.has(one.key) ? 1 : 0.15);
    }
    const on = round && new Set([...arrows.values()].filter(({ key }) => round.has(key)).flatMap(({ source, target }) => [source, target]));
    for (const [name, group] of boxes) group.classList.toggle("on", Boolean(on?.has(name)));
    for (const [name, group] of badges) group.setAttribute("visibility", (lit ? name === lit : named.includes(name)) ? "visible" : "hidden");
  }

  /** Draw an arrow that somebody guessed, over everything; none where one of its ends is no box of this stage. */
  function guess(arrow) {
    const [from, to] = arrow ? [at[arrow.from], at[arrow.to]] : [];
    for (const [name, group] of boxes) group.classList.toggle("guessed", Boolean(arrow) && [arrow.from, arrow.to].includes(name));
    if (!from || !to || from === to) return fill(own);
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    const bent = [(from[0] + to[0]) / 2 - dy * 0.14, (from[1] + to[1]) / 2 + dx * 0.14];
    const [start, end] = [from, to].map((centre) => border(centre, bent));
    fill(own, s("path", { d: `M${start.join(" ")}Q${bent.join(" ")} ${end.join(" ")}`, "marker-end": `url(#${id}-head-guess)` }),
      s("circle", { cx: bent[0], cy: bent[1], r: 9 }), s("text", { x: bent[0], y: bent[1] + 5, "text-anchor": "middle" }, SIGNS[arrow.sign].mark));
  }

  function choose(place, tell = true) {
    selected = place;
    mark();
    if (tell) onSelect?.(arrows.get(keys[selected]));
  }

  function mark() {
    for (const one of arrows.values()) one.node.setAttribute("aria-selected", "false");
    const { node: chosen } = arrows.get(keys[selected]);
    chosen.setAttribute("aria-selected", "true");
    list.setAttribute("aria-activedescendant", chosen.id);
  }

  return { node, show, draw, select: (key) => choose(Math.max(0, keys.indexOf(key))), guess, arrows };
}

/** Return what an arrow says, in words: direction, delay, and what it passes through. */
export function saidOf(app, one) {
  const through = one.way.slice(1, -1).map((name) => app.text(`variables.${name}.short`));
  return [
    nameOf(app, one),
    ...(through.length ? [app.text("loops.through", { variables: app.voice.list(through) })] : []),
    ...one.late.map((kind) => lateSaid(app, kind)),
  ].join("; ");
}

/** Return how an arrow is late, in words; where a process's parameter says how long, with its numbers. */
export function lateSaid(app, kind) {
  const months = app.card.processes.map((process) => [process, app.parameters.get(`${process}.${kind}`)?.value]).filter(([, value]) => value !== undefined);
  return app.text(`loops.late.${kind}`, Object.fromEntries(months.map(([process, value]) => [process, app.voice.exact(value)])));
}

/** Return an arrow's name: what more of its source gives. */
export function nameOf(app, { source, target, sign }) {
  return app.text(`loops.name.${SIGNS[sign].name}`, { source: app.text(`variables.${source}.short`), target: app.text(`variables.${target}.short`) });
}

/** Return the sign as it is drawn. */
export const signMark = (sign) => SIGNS[sign].mark;

/** The two strokes across an arrow that say that it takes time. */
function delay([x, y, isUpright]) {
  const stroke = (by) => (isUpright ? `M${x - 8} ${y + by}h16` : `M${x + by} ${y - 8}v16`);
  return s("g", { class: "late" }, s("path", { d: stroke(0), class: "gap" }), s("path", { d: stroke(-3) + stroke(3) }));
}

/**
 * Return where the line from a box's centre to a point leaves the box.
 * @param {number[]} centre
 * @param {number[]} point
 */
function border([x, y], [toX, toY]) {
  const [dx, dy] = [toX - x, toY - y];
  const part = Math.min(BOX.w / 2 / Math.max(Math.abs(dx), 1e-9), BOX.h / 2 / Math.max(Math.abs(dy), 1e-9));
  return [Math.round(x + dx * part), Math.round(y + dy * part)];
}

function badge(loop, [x, y]) {
  return s("g", { class: `badge ${loop.reinforcing ? "reinforcing" : "balancing"}` },
    s("circle", { cx: x, cy: y, r: 13 }), s("text", { x, y: y + 5, "text-anchor": "middle" }, loop.number));
}

function markers(id) {
  return s("defs", {}, ...[...Object.values(SIGNS), { ink: "#8b2f86", name: "guess" }].flatMap(({ ink, name }) =>
    [["", 10], ["big-", 20]].map(([kind, size]) =>
      s("marker", { id: `${id}-head-${kind}${name}`, viewBox: "0 0 10 10", refX: kind ? 6 : 4, refY: 5, markerWidth: size, markerHeight: size, markerUnits: "userSpaceOnUse", orient: "auto" },
        s("path", { d: "M0 0L10 5L0 10z", fill: ink })))));
}

function inTwo(words) {
  if (words.length <= LINE) return [words];
  const spaces = [...words.matchAll(/ /g)].map((found) => found.index);
  if (!spaces.length) return [words];
  const best = spaces.reduce((a, b) => (Math.abs(b - words.length / 2) < Math.abs(a - words.length / 2) ? b : a));
  return [words.slice(0, best), words.slice(best + 1)];
}
