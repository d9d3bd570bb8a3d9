/** Diagram: variables and arrows, as the model declares them; arrows as thick as what the loops through them carry. */

import { s } from "../../ui/dom.js";
import { boxesOf, HIGH, WIDE, waysOf } from "./layout.js";

const SIGNS = { 1: { ink: "#0072b2", mark: "+", name: "more" }, "-1": { ink: "#d55e00", mark: "−", name: "less" }, 0: { ink: "#6b6b6b", mark: "±", name: "either" } };
const THIN = 1.3;
/** The same for every arrow, one that turns round to its own variable too, which has little room: as thick says as much. */
const THICK = 8;
/** Room above the picture for an arrow that turns round there. */
const AIR = 16;

/**
 * Return { node, draw(), select(key), focus(), arrows }. An arrow's key is "source > target"; `onSelect` hears of it,
 * `onRead` that what is told of it is asked for, `onLeave` that Escape was pressed.
 */
export function createDiagram(app, { onSelect, onRead, onLeave }) {
  const { card } = app;
  const boxes = boxesOf(card.loops);
  const arrows = new Map();
  const drawn = card.links.filter((link) => boxes.has(link.source) && boxes.has(link.target));
  const ways = waysOf(boxes, drawn.map(({ source, target }) => [source, target]));
  for (const link of drawn) {
    const key = `${link.source} > ${link.target}`;
    if (!arrows.has(key)) arrows.set(key, { key, links: [], shape: ways.get(key) });
    arrows.get(key).links.push(link);
  }
  const keys = [...arrows.keys()];
  let selected = 0;
  const high = Math.max(HIGH, ...[...boxes.values()].map((box) => box.y + box.h)) + 6;
  const list = s("g", { role: "listbox", tabindex: "0", id: "loops-links", "aria-label": app.text("loops.links") });
  const node = s("svg", { class: "loops-diagram", viewBox: `0 ${-AIR} ${WIDE} ${high + AIR}`, width: WIDE, height: high + AIR }, markers(), list, s("g", { "aria-hidden": "true" }, ...[...boxes].map(([name, box]) => variable(name, box))));

  for (const one of arrows.values()) {
    const sign = SIGNS[signOf(one)];
    one.line = s("path", { d: one.shape.path, fill: "none", stroke: sign.ink, "marker-end": `url(#head-${sign.name})` });
    one.wide = s("path", { d: one.shape.path, fill: "none", stroke: "transparent", "stroke-width": 14 });
    const [x, y] = one.shape.middle;
    one.mark = s("g", { class: "sign" }, s("circle", { cx: x, cy: y, r: 7, stroke: sign.ink }), s("text", { x, y: y + 4.5, "text-anchor": "middle", fill: sign.ink }, sign.mark));
    one.node = s("g", { role: "option", id: `link-${keys.indexOf(one.key)}`, class: "link", "aria-selected": "false", "aria-label": nameOf(app, one) }, s("title", {}, nameOf(app, one)), one.line, one.mark, one.wide);
    one.node.addEventListener("click", () => choose(keys.indexOf(one.key)));
    list.append(one.node);
  }
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

  function signOf({ links }) {
    const signs = new Set(links.map((link) => link.sign));
    return signs.size === 1 ? links[0].sign : 0;
  }

  function variable(name, box) {
    const [first, second] = inTwo(app.text(`variables.${name}.short`));
    const text = (words, y) => s("text", { x: box.x, y, "text-anchor": "middle", "font-size": 12.5 }, words);
    return s("g", { class: `variable ${name.split(".")[0]}` },
      s("rect", { x: box.x - box.w / 2, y: box.y - box.h / 2, width: box.w, height: box.h, rx: 7 }),
      ...(second ? [text(first, box.y - 2.5), text(second, box.y + 12)] : [text(first, box.y + 4.5)]));
  }

  /** Draw arrows by what loops carry: `values` by name of the loop; those of `lit` stand out; those of `cut` are broken. */
  function draw({ values, most, lit, cut }) {
    const path = lit ? new Set(stepsOf(card.loops.find((loop) => loop.name === lit))) : null;
    for (const one of arrows.values()) {
      const loops = new Set(one.links.flatMap((link) => link.loops));
      const through = card.loops.filter((loop) => loops.has(loop.name));
      const living = through.filter((loop) => !cut.includes(loop.name));
      const size = Math.max(0, ...living.map((loop) => Math.abs(values[loop.name] ?? 0)));
      const width = through.length === 0 ? 0.8 : THIN + (most > 0 ? (size / most) * (THICK - THIN) : 0);
      one.line.setAttribute("stroke-width", width.toFixed(2));
      one.line.setAttribute("marker-end", `url(#head-${width > 4.5 ? "big-" : ""}${SIGNS[signOf(one)].name})`);
      const isCut = through.some((loop) => cut.includes(loop.name) && stepsOf(loop).includes(one.key)) && living.length === 0;
      one.line.setAttribute("stroke-dasharray", isCut ? "2 7" : "");
      const inPath = path === null || path.has(one.key);
      one.node.setAttribute("opacity", path === null ? (through.length ? 1 : 0.45) : inPath ? 1 : 0.12);
    }
  }

  function choose(place, tell = true) {
    selected = place;
    for (const one of arrows.values()) one.node.setAttribute("aria-selected", "false");
    const one = arrows.get(keys[selected]);
    one.node.setAttribute("aria-selected", "true");
    list.setAttribute("aria-activedescendant", one.node.id);
    if (tell) onSelect(one);
  }

  choose(0, false);
  return { node, draw, select: (key) => choose(Math.max(0, keys.indexOf(key))), focus: () => list.focus(), arrows };
}

/** Return an arrow's name for those who cannot see it. */
export function nameOf(app, { links }) {
  const [link] = links;
  return app.text(`loops.name.${SIGNS[link.sign].name}`, { source: app.text(`variables.${link.source}.short`), target: app.text(`variables.${link.target}.short`) });
}

export function stepsOf(loop) {
  return loop.path.map((name, i) => `${name} > ${loop.path[(i + 1) % loop.path.length]}`);
}

function markers() {
  return s("defs", {}, ...Object.values(SIGNS).map(({ ink, name }) =>
    [["", 9], ["big-", 21]].map(([kind, size]) =>
      s("marker", { id: `head-${kind}${name}`, viewBox: "0 0 10 10", refX: 6, refY: 5, markerWidth: size, markerHeight: size, markerUnits: "userSpaceOnUse", orient: "auto" },
        s("path", { d: "M0 0L10 5L0 10z", fill: ink })))).flat());
}

function inTwo(words) {
  if (words.length <= 15) return [words];
  const spaces = [...words.matchAll(/ /g)].map((found) => found.index);
  if (!spaces.length) return [words];
  const best = spaces.reduce((a, b) => (Math.abs(b - words.length / 2) < Math.abs(a - words.length / 2) ? b : a));
  return [words.slice(0, best), words.slice(best + 1)];
}
