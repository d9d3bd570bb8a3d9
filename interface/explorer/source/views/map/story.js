/** Story: one team's, or one manager's, months: a few sentences, small charts, and a table of the same numbers. */

import { drawing } from "../../ui/chart.js";
import { fill, h, s } from "../../ui/dom.js";
import { createKey, drawKey } from "../../ui/key.js";
import { DASH, INK } from "../../ui/palette.js";
import { percent } from "../../ui/percent.js";
import { fooledOf } from "./typical.js";

const SAFE = { line: "#009E73", words: "#00664a" };
const DOCUMENTS = { line: "#D55E00", words: "#A84A00" };
const UNMEASURED = { line: "#8B2F86", words: "#7A2375" };
/** Lines of one chart differ in their strokes too, for those who see no colours and for grey paper. */
const [DASHED, DOTTED, DASH_DOT] = [DASH.anc, DASH.quo, "12 4 2 4"];
const EVERY = 6;

/** Return { node, update(trace, who, moment), tell(), focus() }. `onLeave` hears that somebody is done reading. */
export function createStory(app, onLeave) {
  const title = h("h2", { id: "story-title", tabindex: "-1" });
  const sentences = h("div", { class: "story-told" });
  const charts = h("div", { class: "story-charts" });
  const table = h("div", { class: "table-holder", tabindex: "0", role: "region", "aria-label": app.text("chart.table") });
  const details = h("details", { class: "as-table" }, h("summary", { id: "story-table" }, app.text("chart.table")), table);
  const node = h("section", { class: "story", "aria-labelledby": "story-title" }, title, sentences, charts, details);
  let drawn = null;
  node.addEventListener("keydown", (event) => {
    if (event.key === "Escape") onLeave();
  });

  function update(trace, who, moment) {
    const { kind, index } = who;
    const name = kind === "team" ? trace.places.teams[index].name : trace.places.networks[index].name;
    fill(title, app.text(kind === "team" ? "map.team_named" : "map.manager_named", { name }));
    const told = kind === "team" ? teamTold(app, trace, index, moment) : managerTold(app, trace, index, moment);
    fill(sentences, told.map((one) => (typeof one === "string" ? h("p", {}, one) : one)));
    const key = `${kind} ${index}`;
    if (drawn?.trace !== trace || drawn.key !== key) {
      const specs = kind === "team" ? teamCharts(app, trace, index) : managerCharts(app, trace, index);
      drawn = { trace, key, specs, svgs: specs.map(() => s("svg", { role: "img", class: "curves" })), keys: specs.map(createKey) };
      fill(charts, specs.map((spec, i) => h("figure", { class: "chart small" }, h("figcaption", {}, h("h3", {}, spec.title)), drawn.svgs[i], drawn.keys[i])));
      drawTable(specs);
    }
    drawn.specs.forEach((spec, i) => paint(drawn.svgs[i], drawn.keys[i], { ...spec, read: moment > 0 ? moment - 1 : null }));
  }

  function paint(svg, key, spec) {
    const width = Math.max(230, Math.round(svg.parentElement.clientWidth || 300));
    const height = app.state.big ? 230 : 165;
    for (const [name, value] of Object.entries({ viewBox: `0 0 ${width} ${height}`, width, height, "font-size": spec.size })) svg.setAttribute(name, value);
    svg.innerHTML = drawing(spec, width, height);
    drawKey(key, spec, width);
    const month = spec.read ?? 0;
    const parts = spec.lines.map((line) => app.text("chart.told.line", { line: line.label, middle: spec.number(line.middle[month]) }));
    svg.setAttribute("aria-label", app.text("chart.told", { title: spec.title, month, unit: spec.unit, parts: app.voice.list(parts) }));
  }

  function drawTable(specs) {
    const lines = specs.flatMap((spec) => spec.lines.map((line) => ({ line, spec })));
    const head = h("tr", {}, h("th", { scope: "col" }, app.text("chart.month")),
      lines.map(({ line, spec }) => h("th", { scope: "col" }, `${spec.title}: ${line.label}`)));
    const months = [...lines[0].line.middle.keys()].filter((month) => month % EVERY === EVERY - 1);
    fill(table, h("table", {}, h("caption", {}, app.text("map.story.table")), h("thead", {}, head), h("tbody", {},
      months.map((month) => h("tr", {}, h("th", { scope: "row" }, app.when(month)),
        lines.map(({ line, spec }) => h("td", {}, spec.exactly(line.middle[month]))))))));
  }

  /** Tell the story to those who listen. */
  function tell() {
    app.say(`${title.textContent}. ${[...sentences.children].map((sentence) => sentence.textContent).join(" ")}`);
  }

  return { node, update, tell, focus: () => title.focus() };
}

/** Return one field over the months, the moment of the start left out. */
function over(trace, reader, agent, k = 0) {
  return Float64Array.from({ length: trace.moments - 1 }, (_, month) => reader.at(month + 1, agent, k));
}

function base(app, trace, title, unit, lines, { asPercent = false, range = [0, 1] } = {}) {
  const months = trace.moments - 1;
  return {
    title, unit, months, lines, range,
    window: [trace.start, trace.end],
    calendar: app.calendar,
    number: asPercent ? (value) => app.voice.number(100 * value, 0) : (value) => app.voice.number(value, range[1] > 0.5 ? 1 : 2),
    exactly: asPercent ? (value) => percent(app.voice, value, 1) : (value) => app.voice.number(value, 3),
    words: { coaching: app.text("chart.coaching"), month: app.text(app.calendar ? "chart.year" : "chart.month") },
    size: app.state.big ? 16 : 12,
  };
}

function teamCharts(app, trace, team) {
  const field = (name, twin) => over(trace, trace.of("TeamState", name, { twin }), team);
  const process = (name, k, twin) => over(trace, trace.of("ProcessState", name, { twin }), team, k);
  const word = (name) => app.text(`map.word.${name}`);
  const line = (label, middle, ink, dash = "", faint = false) => ({ label, middle, ink, dash, width: faint ? 1.4 : 2.2, faint });
  const share = app.text("scales.index.name");
  const twin = (name) => app.text("map.twin_of", { name: word(name) });
  const range = (k) => coverageRange([process("coverage", k), process("reported", k), process("honest", k), process("coverage", k, true)]);
  const efforts = [field("documentation"), field("unmeasured_care")];
  return [
    base(app, trace, app.text("map.chart.climate"), share, [
      line(word("trust"), field("trust"), INK.coached), line(twin("trust"), field("trust", true), INK.coached, DOTTED, true),
      line(word("safety"), field("safety"), SAFE, DASHED), line(twin("safety"), field("safety", true), SAFE, DOTTED, true),
    ]),
    base(app, trace, app.text("map.chart.candour"), share, [
      line(word("candour"), field("candour"), INK.coached), line(twin("candour"), field("candour", true), INK.coached, DOTTED, true),
      line(word("peers_candour"), field("peers_candour"), SAFE, DASHED), line(word("pressure"), field("pressure"), DOCUMENTS, DASH_DOT),
    ]),
    base(app, trace, app.text("map.chart.efficacy"), share, [
      line("CCS", process("efficacy", 0), INK.coached, DASH.ccs), line("ANC", process("efficacy", 1), INK.coached, DASH.anc),
    ]),
    base(app, trace, app.text("map.chart.effort"), app.text("map.unit.effort"), [
      line(word("measured"), efforts[0].map((d, i) => 1 - d - efforts[1][i]), INK.coached),
      line(word("unmeasured"), efforts[1], UNMEASURED, DASHED), line(word("documentation"), efforts[0], DOCUMENTS, DASH_DOT),
    ], { asPercent: true }),
    ...["ccs", "anc"].map((name, k) => base(app, trace, app.text(`map.chart.${name}`), app.text("scales.of_eligible.short"), [
      line(word("true"), process("coverage", k), INK.coached), line(word("reported"), process("reported", k), DOCUMENTS, DASHED),
      line(word("honest"), process("honest", k), SAFE, DASH_DOT),
      line(app.text("groups.twin.short"), process("coverage", k, true), INK.twin, DOTTED, true),
    ], { asPercent: true, range: range(k) })),
  ];
}

function managerCharts(app, trace, network) {
  const { region } = trace.places.networks[network];
  const field = (name, twin) => over(trace, trace.of("ManagerState", name, { twin }), network);
  const logic = over(trace, trace.of("AuthorityState", "logic"), region);
  const word = (name) => app.text(`map.word.${name}`);
  const line = (label, middle, ink, dash = "") => ({ label, middle, ink, dash, width: 2.2 });
  const share = app.text("scales.index.name");
  return [
    base(app, trace, app.text("map.chart.identity"), share, [
      line(word("identity"), field("identity"), INK.coached), line(app.text("groups.twin.short"), field("identity", true), INK.twin, DOTTED),
      line(word("peers"), field("peers_identity"), SAFE, DASHED),
    ]),
    base(app, trace, app.text("map.chart.time"), share, [
      line(word("supervision"), field("supervision"), INK.all, DASH_DOT), line(word("support"), field("support"), INK.coached), line(word("control"), field("control"), DOCUMENTS, DASHED),
    ]),
    base(app, trace, app.text("map.chart.teams"), share, [
      line(word("teams_trust"), field("teams_trust"), INK.coached), line(word("teams_progress"), field("teams_progress"), SAFE, DASH_DOT), line(word("teams_missing"), field("teams_missing"), DOCUMENTS, DASHED),
    ]),
    base(app, trace, app.text("map.chart.candour"), share, [
      line(word("teams_candour"), field("teams_candour"), INK.coached), line(word("others_candour"), field("peers_candour"), SAFE, DASHED),
      line(word("teams_pressure"), field("teams_pressure"), DOCUMENTS, DASH_DOT),
    ]),
    base(app, trace, app.text("map.chart.authority"), share, [line(word("logic"), logic, UNMEASURED)]),
  ];
}

function coverageRange(series) {
  let [low, high] = [1, 0];
  for (const values of series) for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return [Math.max(0, Math.floor(low * 20 - 0.5) / 20), Math.min(1, Math.ceil(high * 20 + 0.5) / 20)];
}

function teamTold(app, trace, team, moment) {
  const { voice } = app;
  const { network } = trace.places.teams[team];
  const at = (state, field, k = 0, twin = false) => trace.of(state, field, { twin }).at(moment, team, k);
  const sentences = [];
  const coached = trace.coached(network, moment);
  sentences.push(...typicalTold(app, trace, team));
  sentences.push(app.text(coached ? "map.told.coached" : "map.told.uncoached", { network: trace.places.networks[network].name, month: app.monthSaid(Math.max(0, moment - 1)) }));
  sentences.push(app.text("map.told.climate", {
    trust: voice.number(at("TeamState", "trust")), trust_twin: voice.number(at("TeamState", "trust", 0, true)),
    safety: voice.number(at("TeamState", "safety")), safety_twin: voice.number(at("TeamState", "safety", 0, true)),
  }));
  sentences.push(app.text("map.told.candour", {
    candour: voice.number(at("TeamState", "candour")), twin: voice.number(at("TeamState", "candour", 0, true)),
    peers: voice.number(at("TeamState", "peers_candour")), pressure: voice.number(at("TeamState", "pressure")),
  }));
  sentences.push(app.text("map.told.efficacy", { ccs: voice.number(at("ProcessState", "efficacy", 0)), anc: voice.number(at("ProcessState", "efficacy", 1)) }));
  const alike = trace.places.teams.map((one, t) => [one, t]).filter(([one]) => trace.coached(one.network, moment) === coached).map(([, t]) => t);
  const meanOf = (k) => alike.reduce((sum, t) => sum + trace.of("ProcessState", "efficacy").at(moment, t, k), 0) / alike.length;
  sentences.push(app.text(coached ? "map.told.efficacy_coached" : "map.told.efficacy_uncoached", { ccs: voice.number(meanOf(0)), anc: voice.number(meanOf(1)) }));
  const fooled = fooledOf(trace, team, moment);
  if (fooled) sentences.push(note("fooled", app.text("map.told.fooled", { like: fooled.like, among: fooled.among })));
  const [documentation, unmeasured] = [at("TeamState", "documentation"), at("TeamState", "unmeasured_care")];
  sentences.push(app.text("map.told.effort", {
    measured: percent(voice, 1 - documentation - unmeasured), unmeasured: percent(voice, unmeasured), documentation: percent(voice, documentation),
  }));
  ["ccs", "anc"].forEach((name, k) => {
    const [real, reported, honest] = ["coverage", "reported", "honest"].map((field) => at("ProcessState", field, k));
    const twin = at("ProcessState", "coverage", k, true);
    sentences.push(app.text(`map.told.${name}`, { real: percent(voice, real, 1), reported: percent(voice, reported, 1), honest: percent(voice, honest, 1), gain: voice.signed(100 * (real - twin), 1) }));
  });
  return sentences;
}

/** Return what the typical team is typical of; nothing of any other. */
function typicalTold(app, trace, team) {
  const { typical } = trace;
  if (typical.team !== team) return [];
  const key = typical.isCoached ? "map.told.typical" : "map.told.typical_of_all";
  return [note("typical", app.text(key, { among: typical.among, month: app.monthSaid(Math.max(0, typical.moment - 1)) }))];
}

/** Return a sentence that says how to take what is told. */
function note(name, text) {
  return h("p", { class: `told-note ${name}` }, text);
}

function managerTold(app, trace, network, moment) {
  const { voice } = app;
  const at = (field, twin = false) => trace.of("ManagerState", field, { twin }).at(moment, network);
  const { region } = trace.places.networks[network];
  return [
    app.text(trace.coached(network, moment) ? "map.told.manager_coached" : "map.told.manager_uncoached", { month: app.monthSaid(Math.max(0, moment - 1)) }),
    app.text("map.told.identity", { identity: voice.number(at("identity")), twin: voice.number(at("identity", true)), peers: voice.number(at("peers_identity")) }),
    app.text("map.told.time", { supervision: percent(voice, at("supervision")), support: voice.number(at("support")), control: voice.number(at("control")) }),
    app.text("map.told.teams", { trust: voice.number(at("teams_trust")), missing: percent(voice, at("teams_missing")) }),
    app.text("map.told.teams_candour", { candour: voice.number(at("teams_candour")), peers: voice.number(at("peers_candour")), pressure: voice.number(at("teams_pressure")) }),
    app.text("map.told.authority", { region: trace.places.regions[region].name, logic: voice.number(trace.of("AuthorityState", "logic").at(moment, region)), noticed: voice.signed(100 * trace.of("AuthorityState", "noticed").at(moment, region), 1) }),
  ];
}
