/** Hypothesis: an arrow that somebody draws, from a variable to a variable, with a sign; the model says whether it has it, and tests it. */

import { chooser, field, fill, h } from "../../ui/dom.js";
import { carried, carriedInMonths, directionOf } from "./carries.js";
import { nameOf, signMark } from "./diagram.js";
import { cutAlong, linksBetween, nearestWays, signAlong, signOf, stepsOf } from "./graph.js";

const WHO = ["authority", "manager", "team", "process"];
/** The arrow that is offered before anybody has drawn one. */
const OFFERED = { from: "manager.support", to: "team.safety", sign: 1 };
/** So many other arrows that go with a cut are named. */
const NAMED = 4;

/**
 * Return { node, picked(name), take(), stop() }. `asked()` gives { settings, options, measure } of the worlds in which it is
 * tested. What was drawn is in the state (`guess`), and so in the link; `take` takes it from there.
 */
export function createHypothesis(app, { asked }) {
  const { card } = app;
  const variables = card.stages.at(-1).boxes;
  const short = (name) => app.text(`variables.${name}.short`);
  let requests = [];
  let picking = "from";
  let drawn = app.state.guess ?? OFFERED;

  const pick = (end) => {
    const groups = WHO.map((who) => h("optgroup", { label: app.text(`loops.who.${who}`) },
      variables.filter((name) => name.startsWith(`${who}.`)).sort((a, b) => short(a).localeCompare(short(b), app.state.language)).map((name) => h("option", { value: name }, short(name)))));
    const select = h("select", { id: `guess-${end}`, onchange: () => draw({ [end]: select.value }) }, groups);
    return select;
  };
  const [from, to] = ["from", "to"].map(pick);
  const sign = chooser("guess-sign", ["1", "-1"], (name) => app.text(`loops.guess.${name === "1" ? "more" : "less"}`), (value) => draw({ sign: Number(value) }));
  const said = h("div", { class: "guess-said", role: "status", id: "guess-said" });
  const node = h("section", { class: "hypothesis", "aria-labelledby": "guess-title" },
    h("h2", { id: "guess-title" }, app.text("loops.guess.title")), h("p", { class: "says" }, app.text("loops.guess.says")),
    h("form", { class: "guess", onsubmit: (event) => { event.preventDefault(); test(); } },
      field(app.text("loops.guess.from"), from), field(app.text("loops.guess.sign"), sign), field(app.text("loops.guess.to"), to),
      h("button", { id: "guess-test" }, app.text("loops.guess.test"))),
    said);

  show();

  function show() {
    [from.value, to.value, sign.value] = [drawn.from, drawn.to, String(drawn.sign)];
  }

  function draw(change) {
    app.set({ guess: { ...drawn, ...change } }, { stroke: "guess" });
  }

  /** Take what the state has: what was said of another arrow is said no more. */
  function take() {
    const guess = app.state.guess ?? OFFERED;
    if (["from", "to", "sign"].every((part) => guess[part] === drawn[part])) return;
    drawn = guess;
    show();
    restart();
  }

  function restart() {
    stop();
    fill(said);
  }

  /** Take a box that was clicked: first where the arrow comes from, then where it goes. */
  function picked(name) {
    const end = picking;
    picking = picking === "from" ? "to" : "from";
    draw({ [end]: name });
  }

  function stop() {
    for (const request of requests) request.cancel();
    requests = [];
  }

  function test() {
    restart();
    draw({});
    const direct = linksBetween(card, drawn.from, drawn.to);
    const ways = direct.length ? [[drawn.from, drawn.to]] : nearestWays(card, drawn.from, drawn.to, variables);
    const verdict = h("p", { class: "verdict" }, direct.length ? saidOfLinks(direct) : saidOfWays(ways));
    const cut = ways.map((way) => cutAlong(card, way)).filter(Boolean).reduce((best, one) => (best === null || one.others.length < best.others.length ? one : best), null);
    if (!ways.length) return fill(said, verdict, otherWayRound());
    if (!cut) return fill(said, verdict, h("p", {}, app.text("loops.guess.uncuttable"), " ", loopsAlong(ways[0])));
    const { settings, options, measure } = asked();
    /** @type {{whole?: object, without?: object}} */
    const found = {};
    const take = (name) => (result) => {
      if (!result.done) return;
      found[name] = result;
      if (found.whole && found.without) fill(said, verdict, ...tested(cut, found, measure, direct.length > 0));
    };
    fill(said, verdict, h("p", { class: "says" }, app.text("loops.waiting")));
    requests = [["whole", settings], ["without", { ...settings, neutral: cut.values }]]
      .map(([name, these]) => app.engine.request(these, { ...options, series: true, key: `guess ${name}` }, take(name)));
  }

  function saidOfLinks(links) {
    const own = signOf(links);
    const parts = { arrow: nameOf(app, { source: drawn.from, target: drawn.to, sign: own }) };
    return app.text(`loops.guess.has_${own === 0 ? "either" : own === drawn.sign ? "same" : "other"}`, parts);
  }

  function saidOfWays(ways) {
    const ends = { from: short(drawn.from), to: short(drawn.to) };
    if (!ways.length) return app.text("loops.guess.nothing", ends);
    const signs = ways.map((way) => signAlong(card, way));
    const agrees = new Set(signs).size > 1 ? "mixed" : signs[0] === 0 ? "either" : signs[0] === drawn.sign ? "same" : "other";
    const way = h("span", { class: "way" }, wayInWords(ways[0]));
    return [
      app.text("loops.guess.no_arrow", ends), " ", app.text(ways.length === 1 ? "loops.guess.one_way" : "loops.guess.ways", { n: ways.length, links: ways[0].length - 1 }), " ", way, ". ",
      app.text(`loops.guess.along_${agrees}`, { sign: signMark(signs[0]) }),
    ];
  }

  function otherWayRound() {
    const [way] = nearestWays(card, drawn.to, drawn.from, variables);
    return h("p", {}, way ? [app.text("loops.guess.other_way"), " ", h("span", { class: "way" }, wayInWords(way)), "."] : app.text("loops.guess.no_other_way"));
  }

  function wayInWords(way) {
    return stepsOf(way).reduce((words, [source, target]) => `${words} →${signMark(signOf(linksBetween(card, source, target)))} ${short(target)}`, short(way[0]));
  }

  function loopsAlong(way) {
    const steps = stepsOf(way).map(String);
    const loops = card.loops.filter(({ path }) => stepsOf([...path, path[0]]).some((step) => steps.includes(String(step))));
    return loops.length ? app.text("loops.guess.in_loops", { loops: app.voice.list(loops.map(({ name, number }) => `${number} ${app.text(`loops.${name}.name`)}`)) }) : app.text("loops.guess.in_no_loop");
  }

  /** Tell what a cut took away: from the variable that the arrow goes to, where its months are kept, and from the measure. */
  function tested({ link, values, others }, { whole = null, without = null }, measure, isDirect) {
    const set = app.voice.list(Object.entries(values).map(([name, value]) => `${name} = ${app.voice.exact(value)}`));
    const { values: now } = app.engine.resolve(asked().settings);
    const months = [now.mentoring_start, now.mentoring_end];
    const series = seriesOf(drawn.to);
    const rows = [];
    if (series && months[1] > months[0]) {
      const estimate = carriedInMonths(whole, without, series, months[0], months[1]);
      if (Number.isFinite(estimate.mean)) rows.push([app.text("loops.guess.level", { variable: short(drawn.to) }), estimate]);
    }
    const own = rows[0]?.[1];
    rows.push([app.text(`measure.${measure}.name`), carried(whole, without, measure)]);
    return [
      h("p", {}, app.text("loops.guess.cut", { arrow: nameOf(app, link), n: whole.replicates, month: app.monthSaid(months[0]) }), " ", h("code", {}, set), ". ", withIt(others)),
      h("table", { class: "guess-found" }, h("caption", {}, app.text("loops.guess.caption")), h("tbody", {}, rows.map(([name, estimate]) =>
        h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, app.text(`loops.guess.is_${directionOf(estimate)}`, inPoints(estimate))))))),
      own ? h("p", { id: "guess-verdict" }, app.text(`loops.guess.${others.length ? "together" : isDirect ? "link" : "way"}_${bearing(own)}`)) : h("p", { id: "guess-verdict" }, app.text("loops.guess.not_kept", { variable: short(drawn.to) })),
    ];
  }

  function bearing(estimate) {
    const direction = directionOf(estimate);
    return direction === "open" ? "open" : (direction === "higher") === (drawn.sign > 0) ? "same" : "other";
  }

  function withIt(others) {
    if (!others.length) return app.text("loops.guess.alone");
    const shown = others.slice(0, NAMED).map(({ source, target }) => `${nameIn(source)} → ${nameIn(target)}`);
    return app.text(others.length > NAMED ? "loops.guess.with_more" : "loops.guess.with", { n: others.length - NAMED, arrows: shown.join("; ") });
  }

  /** Return what a variable is called; a lever by its own name. */
  function nameIn(name) {
    const lever = name.slice(name.indexOf(".") + 1);
    return app.voice.has(`variables.${name}.short`) ? short(name) : app.voice.has(`parameter.${lever}.name`) ? app.text(`parameter.${lever}.name`) : lever;
  }

  function inPoints({ mean, low, high }) {
    const [points, from_, to_] = [mean, low, high].map((value) => (Number.isFinite(value) ? app.voice.signed(100 * value, 1) : "—"));
    return { points, low: from_, high: to_ };
  }

  /** Return the series that keeps a variable month by month, of coached teams; null where none does. */
  function seriesOf(variable) {
    const own = variable.slice(variable.indexOf(".") + 1);
    const names = variable.startsWith("process.") ? [`${own}.${card.processes[0]}.coached`] : [`${own}.coached`];
    return names.find((name) => card.memory.series.some(([known]) => known === name)) ?? null;
  }

  return { node, picked, take, stop };
}
