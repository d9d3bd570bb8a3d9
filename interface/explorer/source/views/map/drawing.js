/** Drawing: the map as SVG; drawn once for a trace, coloured again for every month. */

import { fill, s } from "../../ui/dom.js";
import { layoutOf } from "./places.js";
import { stepOf } from "./shades.js";

const FINGER = 22;

/**
 * Return { node, draw(trace, pixels, pixelHeight), colour(...), choose(kind, index), ties(...), who(), focus() }. `onSelect`
 * hears that somebody was chosen, `onRead` that their story is asked for.
 */
export function createMap(app, { onSelect, onRead }) {
  const list = s("g", { role: "listbox", tabindex: "0", id: "map-places", "aria-label": app.text("map.places") });
  const lines = s("g", { "aria-hidden": "true", class: "ties" });
  const backdrop = s("g", { "aria-hidden": "true" });
  const ring = s("g", { "aria-hidden": "true" });
  const node = s("svg", { class: "map", id: "map" }, backdrop, list, lines, ring);
  let items = [];
  let layout = null;
  let places = null;
  let selected = 0;
  let around = 1.75;

  list.addEventListener("keydown", (event) => {
    const to = items.length ? towards(event.key) : undefined;
    if (event.key === "Enter" || event.key === " ") onRead();
    else if (to !== undefined) {
      choose(to, true);
      items[to].node.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else return;
    event.preventDefault();
  });
  node.addEventListener("click", ({ clientX, clientY }) => {
    const found = nearestTo(clientX, clientY);
    if (found !== undefined) choose(found, true);
    list.focus({ preventScroll: true });
  });
  list.addEventListener("focus", () => ring.classList.add("focused"));
  list.addEventListener("blur", () => ring.classList.remove("focused"));

  /** Return who is nearest to a point of the screen, within a finger's breadth: dots are small on a phone. */
  function nearestTo(clientX, clientY) {
    const box = node.getBoundingClientRect();
    const unit = (layout.width + 1) / box.width;
    const [x, y] = [(clientX - box.left) * unit - 0.5, (clientY - box.top) * unit - 0.5];
    const far = items.map((item) => Math.hypot(placeOf(item).x - x, placeOf(item).y - y));
    const least = Math.min(...far);
    return least <= Math.max(1.5, FINGER * unit) ? far.indexOf(least) : undefined;
  }

  function draw(trace, pixels, pixelHeight) {
    places = trace.places;
    const names = places.regions.map(({ name }) => (places.is_given ? name : app.text("map.region", { name })));
    layout = layoutOf(places, names, pixels, pixelHeight);
    node.setAttribute("viewBox", `-0.5 -0.5 ${layout.width + 1} ${layout.height + 1}`);
    const scale = Math.min(pixels / (layout.width + 1), pixelHeight / (layout.height + 1));
    node.setAttribute("width", Math.round(scale * (layout.width + 1)));
    node.setAttribute("height", Math.round(scale * (layout.height + 1)));
    around = Math.max(1.75, 7 / scale);
    fill(backdrop, layout.regions.map((box) => s("g", {},
      s("rect", { x: box.x, y: box.y, width: box.w, height: box.h, rx: 1.2, fill: "#f4f6f8", stroke: "#c9ced3", "stroke-width": 0.15 }),
      ...box.lines.map((line, i) => s("text", {
        x: box.x + 1.5, y: box.y + (layout.head - 1.2 * layout.letter * (box.lines.length - 1)) / 2 + 0.35 * layout.letter + 1.2 * layout.letter * i,
        "font-size": layout.letter, fill: "#454545",
      }, line)))));
    items = [];
    const parts = places.networks.map((network, n) => {
      const box = layout.networks[n];
      const hull = s("rect", { x: box.x, y: box.y, width: box.w, height: box.h, rx: 0.9, class: "hull" });
      const manager = option("manager", n, n, app.text("map.manager_named", { name: network.name }),
        s("rect", { x: box.manager.x - 0.95, y: box.manager.y - 0.95, width: 1.9, height: 1.9, transform: `rotate(45 ${box.manager.x} ${box.manager.y})` }));
      const teams = places.teams.map((team, t) => [team, t]).filter(([team]) => team.network === n).map(([team, t]) => {
        const { x, y } = layout.teams[t];
        return option("team", t, n, app.text("map.team_named", { name: team.name }), s("circle", { cx: x, cy: y, r: 1.05 }));
      });
      return s("g", { role: "group", "aria-label": app.text("map.network_named", { name: network.name }) }, hull, manager, ...teams);
    });
    fill(list, parts);
    list.querySelectorAll(".hull").forEach((hull, n) => (layout.networks[n].hull = hull));
    selected = Math.min(selected, items.length - 1);
    select();
  }

  function option(kind, index, network, name, shape) {
    const node_ = s("g", { role: "option", id: `map-${kind}-${index}`, "aria-label": name, "aria-selected": "false", class: kind });
    node_.append(s("title", {}, name), shape);
    items.push({ kind, index, network, node: node_, shape });
    return node_;
  }

  /** Colour every team by `colours` and every manager by coach identity, at a moment. */
  function colour(trace, colours, moment) {
    const identity = trace.of("ManagerState", "identity");
    for (const { kind, index, shape } of items) {
      if (kind === "team") {
        const step = colours.steps[stepOf(colours.steps, colours.value(moment, index))];
        shape.setAttribute("fill", step.fill);
        shape.setAttribute("stroke", step.ring);
      } else {
        const share = identity.at(moment, index);
        const light = Math.round(255 - 215 * Math.min(1, share * 1.1));
        shape.setAttribute("fill", `rgb(${light},${light},${light})`);
      }
    }
    places.networks.forEach((_, n) => layout.networks[n].hull.classList.toggle("coached", trace.coached(n, moment)));
  }

  /** Return who is reached by a key: one by one to the sides, over the picture up and down, a network by page. */
  function towards(key) {
    const { network } = items[selected];
    const last = places.networks.length - 1;
    const managerOf = (n) => items.findIndex((item) => item.kind === "manager" && item.index === n);
    switch (key) {
      case "ArrowRight": return Math.min(items.length - 1, selected + 1);
      case "ArrowLeft": return Math.max(0, selected - 1);
      case "ArrowDown": return nearest(1);
      case "ArrowUp": return nearest(-1);
      case "PageDown": return managerOf(Math.min(last, network + 1));
      case "PageUp": return managerOf(Math.max(0, network - 1));
      case "Home": return 0;
      case "End": return items.length - 1;
      default: return undefined;
    }
  }

  /** Return who is nearest above (-1) or below (1) on the picture, else who is chosen. */
  function nearest(side) {
    const from = placeOf(items[selected]);
    let best = selected;
    let least = Infinity;
    items.forEach((item, i) => {
      const to = placeOf(item);
      const down = side * (to.y - from.y);
      const far = down + 3 * Math.abs(to.x - from.x);
      if (down > 0.5 && far < least) [best, least] = [i, far];
    });
    return best;
  }

  const placeOf = ({ kind, index }) => (kind === "team" ? layout.teams[index] : layout.networks[index].manager);

  function choose(place, tell) {
    selected = place;
    select();
    if (tell) onSelect();
  }

  function who() {
    const { kind, index } = items[selected];
    return { kind, index };
  }

  /** Choose somebody by kind and index. */
  function chooseOne(kind, index) {
    const found = items.findIndex((item) => item.kind === kind && item.index === index);
    choose(Math.max(0, found), false);
  }

  function select() {
    list.querySelector('[aria-selected="true"]')?.setAttribute("aria-selected", "false");
    const item = items[selected];
    item.node.setAttribute("aria-selected", "true");
    list.setAttribute("aria-activedescendant", item.node.id);
    const at = placeOf(item);
    fill(ring, s("circle", { cx: at.x, cy: at.y, r: around, class: "chosen" }));
  }

  /** Draw lines from the chosen team to those it looks to. */
  function ties(trace) {
    const item = items[selected];
    if (item.kind !== "team") return fill(lines);
    const from = layout.teams[item.index];
    const peers = Array.from({ length: trace.tiesEach }, (_, i) => trace.ties[item.index * trace.tiesEach + i]).filter((peer) => peer >= 0 && peer !== item.index);
    fill(lines, peers.map((peer) => s("line", { x1: from.x, y1: from.y, x2: layout.teams[peer].x, y2: layout.teams[peer].y })));
  }

  return { node, draw, colour, ties, choose: chooseOne, who, focus: () => list.focus() };
}
