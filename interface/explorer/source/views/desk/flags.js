/**
 * Flags: when levers change, on the time axis of a chart: one for each change, for the first and last month of mentoring,
 * and for the month from which the levers of the desk act. They are dragged, or moved by the arrow keys; what the
 * scenario itself brings stands fast.
 */

import { fill, h } from "../../ui/dom.js";
import { ALWAYS } from "../../engine/settings.js";
import { isSameChange, withChange } from "../../ui/state.js";
import { widthOf } from "../../ui/chart.js";
import { writtenValue } from "./levers.js";

/** How far keys move a flag, in months. */
const STEPS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 12, PageDown: -12 };

/** Return { node, rows, update(spec, frame) } of the flags of one case; `isEdited` says whether the desk's levers are its own. */
export function createFlags(app, which, isEdited) {
  const nodes = new Map();
  const node = h("div", { class: "flags", role: "group", "aria-label": app.text("flags.title"), onpointerdown: (event) => act(event) });
  let frame = null;
  let flags = [];
  let drawn = "";
  let seen = null;
  let high = 0;

  const monthAt = (clientX) => {
    const { left } = node.getBoundingClientRect();
    const inner = frame.width - frame.left - frame.right;
    return Math.floor(((clientX - left - frame.left) / inner) * app.months);
  };

  /** A press beside the flags says from which month on the levers act. */
  function act(event) {
    if (event.target !== node || !frame || !isEdited()) return;
    const month = monthAt(event.clientX);
    if (month >= 0 && month < app.months) app.set({ month });
  }

  function update(spec, frame_) {
    if (!app.state[which]) return; // its worlds are still shown, and it is gone
    const place = `${frame_.width} ${frame_.left} ${frame_.right} ${spec.size} ${isEdited()}`;
    if (seen?.state === app.state && seen.place === place) return; // worlds came, and nothing else
    seen = { state: app.state, place };
    frame = frame_;
    flags = flagsOf(app, which, isEdited());
    const shows = JSON.stringify([place, flags]);
    if (shows === drawn) return;
    drawn = shows;
    const asked = new Set(flags.map(({ key }) => key));
    for (const [key, { node: flag }] of nodes) if (!asked.has(key)) {
      flag.remove();
      nodes.delete(key);
    }
    const rows = placed(spec);
    flags.forEach((flag, i) => {
      if (!nodes.has(flag.key)) nodes.set(flag.key, flagNode(flag.key));
      const one = nodes.get(flag.key);
      one.draw(flag, rows[i], spec.size);
      // Put where the reading order has it; a flag that is held is never moved among its neighbours.
      if (node.children[i] !== one.node && document.activeElement !== one.node) node.insertBefore(one.node, node.children[i] ?? null);
    });
    high = 1 + Math.max(0, ...rows.map(({ row }) => row));
    node.style.setProperty("--rows", String(high));
    node.style.setProperty("--up", `${frame.bottom.toFixed(1)}px`);
  }

  /**
   * Return where each flag stands: its pole, in which row, where its cloth begins, and whether it hangs to the left. A name
   * is never cut: a cloth that fits on neither side of its pole hangs on both, and is at most as wide as the chart.
   */
  function placed({ size }) {
    const taken = [];
    const isTouched = globalThis.matchMedia("(max-width: 40rem)").matches;
    const step = (frame.width - frame.left - frame.right) / app.months;
    return flags.map(({ month, text, kind }) => {
      const x = frame.left + month * step;
      const wide = roomFor(text, isTouched ? 44 : 24, size);
      const sides = [false, true].filter((isLeft) => (isLeft ? x - wide >= 0 : x + wide <= frame.width));
      if (kind === "mentored" && text === app.text("flags.mentoring_start")) sides.reverse();
      for (let row = 0; ; row++) {
        taken[row] ??= [];
        for (const isLeft of sides.length ? sides : [false]) {
          const from = isLeft ? x - wide : Math.min(x, frame.width - wide);
          const to = isLeft ? x - 2 : from + wide;
          if (taken[row].some(([start, end]) => from < end && to > start)) continue;
          taken[row].push([from, to]);
          return { x, from, row, wide, isLeft };
        }
      }
    });
  }

  const roomFor = (text, least, size) => Math.min(frame.width, Math.max(least, (1.05 + 0.91 * widthOf(text)) * size));

  function flagNode(key) {
    const cloth = h("span", { class: "cloth" });
    const when = h("span", { class: "when", "aria-hidden": "true" });
    const flag = h("button", { type: "button", class: "flag-handle", role: "slider", "aria-orientation": "horizontal", "aria-valuemin": 0 }, cloth, when);
    const own = () => flags.find((one) => one.key === key);
    let held = null;
    flag.addEventListener("keydown", (event) => {
      const one = own();
      if (!one?.put) return;
      const to = event.key === "Home" ? one.low : event.key === "End" ? one.high : one.month + (STEPS[event.key] ?? Number.NaN);
      if (event.key === "Delete" && one.drop) {
        event.preventDefault();
        one.drop();
        node.querySelector("button")?.focus();
      } else if (Number.isFinite(to)) {
        event.preventDefault();
        move(one, to);
      }
    });
    flag.addEventListener("pointerdown", (event) => {
      const one = own();
      if (!one?.put || event.button !== 0) return;
      event.preventDefault();
      flag.focus({ preventScroll: true });
      flag.setPointerCapture(event.pointerId);
      held = monthAt(event.clientX) - one.month;
    });
    flag.addEventListener("pointermove", (event) => {
      const one = own();
      if (held !== null && one?.put) move(one, monthAt(event.clientX) - held);
    });
    for (const end of ["pointerup", "pointercancel"]) flag.addEventListener(end, () => (held = null));

    function draw(one, { x, from, row, wide, isLeft }, size) {
      const whole = `${one.label} ${said(one)}`;
      const beyond = Math.min(0, frame.width - roomFor(whole, 0, size) - from); // what tells all stays within the chart
      flag.className = `flag-handle ${one.kind}${isLeft ? " left" : ""}`;
      flag.style.cssText = `left:${from.toFixed(1)}px;width:${wide.toFixed(1)}px;--row:${row};--pole:${(x - from).toFixed(1)}px;--whole:${beyond.toFixed(1)}px;--room:${frame.width.toFixed(1)}px`;
      fill(cloth, one.text);
      fill(when, whole);
      flag.setAttribute("aria-label", one.label);
      flag.setAttribute("aria-valuemax", String(app.months));
      flag.setAttribute("aria-valuenow", String(one.month));
      flag.setAttribute("aria-valuetext", said(one));
      if (one.put) flag.removeAttribute("aria-disabled");
      else flag.setAttribute("aria-disabled", "true");
    }

    return { node: flag, draw };
  }

  function said({ month }) {
    return month >= app.months ? app.text("unit.month_after") : app.monthSaid(month);
  }

  function move(one, to) {
    const month = Math.min(one.high, Math.max(one.low, Math.round(to)));
    if (month !== one.month) one.put(month);
  }

  return { node, get rows() { return high; }, update };
}

/**
 * Return the flags of a case: { key, kind, month, text, label, low, high, put, drop }; `put` moves it to another month,
 * none where it stands fast. A change never passes another of its own lever and places, which it would replace.
 */
function flagsOf(app, which, isEdited) {
  const last = app.months - 1;
  const asked = app.state[which];
  const nameOf = (name, where) => {
    const lever = app.text(`parameter.${name}.name`);
    return where ? app.text("timeline.in_places", { lever, places: app.voice.list(where) }) : lever;
  };
  const dated = (list, kind) => list.filter(({ month, name }) => month !== ALWAYS && (month > 0 || kind === "own") && app.parameters.get(name)?.kind === "lever");
  const counted = new Map();
  const flag = (kind, change, more) => {
    const { name, where, month, value } = change;
    const same = `${kind} ${name} ${where?.join(";") ?? ""}`;
    counted.set(same, (counted.get(same) ?? 0) + 1);
    const said = { lever: nameOf(name, where), value: writtenValue(app.parameters.get(name), value, app.voice) };
    return { key: `${same} ${counted.get(same)}`, kind, month, text: app.text("flags.text", said), label: app.text(`flags.${kind}`, said), low: 0, high: last, ...more };
  };
  const own = dated(asked.changes, "own").map((change) => {
    const others = asked.changes.filter((one) => one !== change);
    const beside = others.filter((one) => isSameChange({ ...one, month: change.month }, change) && one.month !== ALWAYS).map(({ month }) => month);
    const put = (month) => app.set({ [which]: { ...app.state[which], changes: withChange(app.state[which].changes.filter((one) => !isSameChange(one, change)), { ...change, month }) } }, { stroke: `flag ${which} ${change.name}` });
    const drop = () => app.set({ [which]: { ...app.state[which], changes: app.state[which].changes.filter((one) => !isSameChange(one, change)) } });
    return flag("own", change, {
      low: Math.max(0, ...beside.filter((month) => month < change.month).map((month) => month + 1)),
      high: Math.min(last, ...beside.filter((month) => month > change.month).map((month) => month - 1)), put, drop,
    });
  });
  const isReplaced = (change) => Object.hasOwn(asked.values, change.name) || asked.changes.some((one) => isSameChange(one, change));
  const given = givenFlags(app, dated(app.scenario(asked.scenario)?.changes ?? [], "given").filter((change) => !isReplaced(change)), nameOf);
  // Mentoring comes first: where it has to hang to the right, what acts in the same month hangs to the left beside it.
  return [...mentoringFlags(app, which), ...(isEdited ? [actingFlag(app, last)] : []), ...own, ...given];
}

/** What the scenario itself brings: a flag for each month in which it changes anything. */
function givenFlags(app, changes, nameOf) {
  return [...new Set(changes.map(({ month }) => month))].map((month) => {
    const here = changes.filter((one) => one.month === month);
    const said = here.map(({ name, where, value }) => app.text("flags.text", { lever: nameOf(name, where), value: writtenValue(app.parameters.get(name), value, app.voice) }));
    const text = here.length > 1 ? app.text("flags.given_many", { n: here.length }) : said[0];
    return { key: `given ${month}`, kind: "given", month, text, label: app.text("flags.given", { changes: said.join("; ") }), low: month, high: month };
  });
}

/** The month from which the levers of the desk act. */
function actingFlag(app, last) {
  return { key: "acting", kind: "acting", month: app.state.month, text: app.text("flags.acting"), label: app.text("flags.acting_says"), low: 0, high: last, put: (month) => app.set({ month }) };
}

/** The first month of mentoring, and the first without it; none where nobody is mentored, or waves say who is when. */
function mentoringFlags(app, which) {
  const at = (name) => app.valueAt(which, name, 0);
  const [start, end] = [at("mentoring_start"), Math.min(at("mentoring_end"), app.months)];
  const isAnybody = !app.engine.absentFor(app.settings(which), "coach_capacity").length;
  if (!isAnybody || app.isSaidByWaves(which, "mentoring_start") || end <= start) return [];
  const flag = (name, month, low, high) => ({
    key: name, kind: "mentored", month, low, high, text: app.text(`flags.${name}`), label: app.text(`parameter.${name}.name`),
    put: (to) => app.setLever(which, app.parameters.get(name), to),
  });
  return [flag("mentoring_start", start, 0, end - 1), flag("mentoring_end", end, start + 1, app.months)];
}
