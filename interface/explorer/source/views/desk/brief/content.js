/**
 * Content: what stands in the brief of the cases on the desk: the words and numbers that `bubbles compare --brief` gives of
 * the same worlds (experiments/analyses/comparison/brief.py and answer.py), whose texts the card carries as `report.`.
 * Costs are those of the page, as they are paid, and say so.
 */

import { estimateOf, shareOf } from "../../../engine/numbers.js";
import { ALWAYS } from "../../../engine/settings.js";
import { percent } from "../../../ui/percent.js";
import { setsOf } from "../../../ui/state.js";
import { differencesOf, lessOf } from "../../../ui/summary.js";
import { commandOfMany } from "../exports.js";
import { writtenValue } from "../levers.js";

const LEAD = "ccs";
/** Points below which more decimals are needed to say anything, and what would be written as 0.00 points. */
const FEW = 0.005;
const TRACE = 5e-5;

/**
 * Return what stands in the brief: { question, asked, packages, answer, numbers, changesHead, changes, limitsHead, limits,
 * made, rows }; null where the worlds of a case are not there.
 */
export function briefOf(app) {
  const cases = casesOf(app);
  if (cases.some(({ result }) => !result)) return null;
  const [reference, ...others] = cases;
  const say = sayer(app);
  const subject = { app, say, reference, others, cases };
  const gain = ({ result }) => estimateOf(differencesOf(result, reference.result, `coverage.${LEAD}`), result.sets).mean;
  const shown = others.reduce((best, one) => (gain(one) > gain(best) ? one : best));
  const quoted = cases.map(({ title }) => say("brief.quoted", { name: title }));
  const { teams } = app.card.sizes[app.state.size];
  const runs = reference.result.replicates;
  const span = app.calendar ? ` ${app.text("calendar.span.name", { first: app.monthSaid(0), last: app.monthSaid(app.months - 1) })}` : "";
  const isPlausible = app.state.uncertainty === "plausible";
  const limits = ["forecast", "parameters", isPlausible ? "intervals_plausible" : "intervals", "money"];
  const command = commandOfMany(app, "a", runs);
  return {
    question: say("brief_comparison.question", { reference: quoted[0], others: listed(quoted.slice(1), say) }),
    asked: say(`brief_comparison.asked_${isPlausible ? "plausible" : "none"}`, { runs: app.voice.number(runs, 0), teams: app.voice.number(teams, 0), months: app.voice.number(app.months, 0), span }),
    packages: cases.map((one) => packageSaid(app, say, one)),
    answer: answerOf(subject, shown),
    numbers: [coverageNumber(subject, shown), spreadNumber(subject, shown), costNumber(subject, shown)],
    changesHead: say("brief_comparison.besides", { name: shown.title }),
    changes: [against(subject, shown), ...details(subject, shown)],
    limitsHead: say("brief.limits"),
    limits: limits.map((name) => say(`limits.${name}`)),
    made: [command ? say("brief.made", { command }) : "", say("brief.made_by", { version: app.card.release, model: app.card.model.slice(0, 12) }), app.text("brief.by_page")].filter(Boolean).join(" · "),
    figure: figureOf(subject),
  };
}

/** Return how the texts of reports are said: thresholds and parts filled in, and Spanish contracted. */
function sayer(app) {
  return (key, parts = {}) => {
    const text = app.text(`report.${key}`, parts);
    return app.state.language === "es" ? text.replace(/\b(de|a) el\b/g, "$1l") : text;
  };
}

/** Return the status quo and the cases on the desk: { which, title, result, asked, scenario }; no two have one title. */
function casesOf(app) {
  const named = ["reference", "a", ...(app.state.b ? ["b"] : [])].map((which) => {
    const asked = which === "reference" ? { scenario: app.state.quo, values: {}, changes: [] } : app.state[which];
    const name = app.scenarioName(asked.scenario);
    return { which, asked, result: app.results[which], title: setsOf(asked).length ? app.text("case.changed", { scenario: name }) : name };
  });
  const isTwice = (one) => named.filter(({ title }) => title === one.title).length > 1;
  return named.map((one) => (isTwice(one) && one.which !== "reference" ? { ...one, title: `${one.title} (${one.which.toUpperCase()})` } : one));
}

/** Return what a case is: the question of its scenario, and what was changed in it. */
function packageSaid(app, say, { asked, title }) {
  const parameter = (name) => app.parameters.get(name);
  const lever = (name, where) => (where ? app.text("timeline.in_places", { lever: app.text(`parameter.${name}.name`), places: app.voice.list(where) }) : app.text(`parameter.${name}.name`));
  const changes = [
    ...Object.entries(asked.values).map(([name, value]) => app.text("brief.change_always", { lever: lever(name), value: writtenValue(parameter(name), value, app.voice) })),
    ...asked.changes.map(({ name, month, value, where }) => app.text(month === ALWAYS ? "brief.change_always" : "brief.change", { lever: lever(name, where), value: writtenValue(parameter(name), value, app.voice), month: app.monthSaid(Math.max(0, month)) })),
  ];
  const question = app.voice.question(app.scenario(asked.scenario));
  const told = changes.length ? `${question} ${app.text("brief.changes", { changes: changes.join("; ") })}` : question;
  return say("brief.package", { name: title, question: told });
}

function listed(items, say) {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} ${say("word.and")} ${items.at(-1)}`;
}

// Estimates ---------------------------------------------------------------------------------------------------------

/** Return { mean, low, high, defined } of a measure under a case, null where it is defined in no world; regimes and flags are shares of worlds. */
function estimate({ app }, { result }, measure) {
  const { regimes } = app.card;
  const name = measure.replace("regime.", "");
  const found = regimes.includes(name) && measure.startsWith("regime.")
    ? shareOf(result.measure("regime").map((one) => (Number.isNaN(one) ? one : Number(regimes[one] === name))), result.sets)
    : measure.startsWith("regime.") ? shareOf(result.measure(measure), result.sets) : estimateOf(result.measure(measure), result.sets);
  return found.defined ? found : null;
}

const contrast = ({ reference }, { result }) => estimateOf(differencesOf(result, reference.result, `coverage.${LEAD}`), result.sets);

const isCoached = (subject, one) => (estimate(subject, one, "coach_hours")?.mean ?? 0) > 0;

const isClear = ({ low, high }) => !(low <= 0 && high >= 0);

/** Return decimals of points with which the first of some shares is not nothing. */
const digitsFor = (share) => (Math.abs(share) > 0 && Math.abs(share) < FEW ? 2 : 1);

// The answer --------------------------------------------------------------------------------------------------------

/** Return what differs, and how the case ends whose numbers are shown; the interval is named where it first is given of any case, as in Python. */
function answerOf(subject, shown) {
  const named = { is: false };
  const over = overReference(subject, named);
  const each = subject.cases.map((one) => ofScenario(subject, one, named));
  const explained = isCoached(subject, shown) ? [subject.say("brief_comparison.twin")] : [];
  return [over, each[subject.cases.indexOf(shown)], ...explained].join(" ");
}

function overReference(subject, named) {
  const { say, app, reference, others } = subject;
  const parts = others.map((one) => say("answer.under", { name: one.title, difference: difference(subject, contrast(subject, one), named) }));
  return say("answer.over_reference", { process: app.text(`processes.${LEAD}.short`), reference: reference.title, parts: listed(parts, say) });
}

/** Return a difference in coverage in words; no more is claimed than its interval allows. */
function difference({ say, app }, { mean, low, high }, named) {
  if (low === 0 && high === 0) return say("answer.same");
  const digits = digitsFor(mean);
  const write = (share) => app.voice.number(100 * share, digits);
  if (low <= 0 && high >= 0) return say("answer.no_clear_difference", { low: write(low), high: write(high) });
  const [from, to] = mean < 0 ? [-high, -low] : [low, high];
  return say(withInterval(mean > 0 ? "answer.higher" : "answer.lower", named), { points: write(Math.abs(mean)), low: write(from), high: write(to) });
}

function withInterval(key, named) {
  const again = named.is;
  named.is = true;
  return again ? `${key}_again` : key;
}

/** Return how a case ends: which regime, and how the uncoached lie over their twin. */
function ofScenario(subject, one, named) {
  const { say, app } = subject;
  const process = app.text(`processes.${LEAD}.short`);
  if (!isCoached(subject, one)) return say("answer.nobody", { name: one.title, process, level: level(subject, estimate(subject, one, `coverage.${LEAD}`), 1, named) });
  const gain = estimate(subject, one, `spillover_gain.${LEAD}`);
  const words = { name: one.title, process, regimes: regimesSaid(subject, one) };
  if (!gain) return say("answer.all_coached", { ...words, over: overTwin(subject, estimate(subject, one, `late_direct_gain.${LEAD}`), named) });
  return say("answer.scenario", { ...words, verdict: say(`answer.verdict.${leadingRegime(subject, one) ?? "none"}`), over: overTwin(subject, gain, named) });
}

function leadingRegime(subject, one) {
  const shares = subject.app.card.regimes.map((regime) => [estimate(subject, one, `regime.${regime}`)?.mean ?? 0, regime]);
  const [most, regime] = shares.reduce((best, next) => (next[0] > best[0] ? next : best));
  return most === 0 ? null : most > 0.5 ? regime : "mixed";
}

/** Return in how many worlds each regime was found, the most frequent first. */
function regimesSaid(subject, one) {
  const { say, app } = subject;
  const found = app.card.regimes.map((regime) => ({ regime, ...(estimate(subject, one, `regime.${regime}`) ?? { mean: 0, defined: 0 }) })).filter(({ mean }) => mean > 0);
  if (!found.length) return say("answer.no_regime");
  found.sort((a, b) => b.mean - a.mean || (a.regime < b.regime ? 1 : -1));
  return listed(found.map(({ regime, mean, defined }, i) => {
    const count = Math.round(mean * defined);
    const words = say(`regimes.${regime}.short`);
    return i ? say("answer.regime_in", { regime: words, count: app.voice.number(count, 0) }) : say("answer.regime_of", { regime: words, runs: runsSaid(subject, count, defined) });
  }), say);
}

function runsSaid({ say, app }, count, defined) {
  if (defined === 1) return say(count ? "word.only_run" : "word.not_only_run");
  return say("word.runs", { count: app.voice.number(count, 0), defined: app.voice.number(defined, 0) });
}

/** Return how coverage lies to that of the twin; no more is claimed than the interval allows. */
function overTwin(subject, gain, named) {
  const { say } = subject;
  if (!gain) return say("answer.undefined");
  if (!isClear(gain)) return say("over.unclear", { gain: points(subject, gain, named, false) });
  return say(gain.mean >= 0 ? "over.above" : "over.below", { gain: points(subject, gain, named, true) });
}

/** Return a gain in points with its interval; without its sign where the words say the direction. */
function points({ say, app }, { mean, low, high }, named, unsigned) {
  const way = unsigned && mean < 0 ? -1 : 1;
  const digits = digitsFor(way * mean);
  const write = (share) => app.voice.number(100 * share, digits);
  const [from, to] = [way * low, way * high].sort((a, b) => a - b);
  return say(withInterval("answer.points", named), { points: write(way * mean), low: write(from), high: write(to) });
}

function level({ say, app }, { mean, low, high }, digits, named) {
  return say(withInterval("answer.level", named), { level: percent(app.voice, mean, digits), low: app.voice.number(100 * low, digits), high: percent(app.voice, high, digits) });
}

// Three numbers -----------------------------------------------------------------------------------------------------

const wordsOf = ({ app, reference }, one) => ({ name: one.title, reference: reference.title, process: app.text(`processes.${LEAD}.in_sentence`) });

function coverageNumber(subject, one) {
  const { say, app } = subject;
  const own = contrast(subject, one);
  const number = app.voice.signed(100 * own.mean, digitsFor(own.mean));
  return { value: say("brief_comparison.points", { points: number }), label: say("brief_comparison.difference", wordsOf(subject, one)), range: ends(subject, own, (end) => app.voice.number(100 * end, digitsFor(own.mean))) };
}

function spreadNumber(subject, one) {
  const { say, app, reference } = subject;
  const own = estimate(subject, one, "regime.spread");
  const shares = (end) => percent(app.voice, end, end > 0 && end < 0.01 ? 1 : 0);
  const range = ({ low, high }) => say("brief_comparison.interval", { low: shares(low), high: shares(high) });
  if (!own) {
    const covered = estimate(subject, one, `coverage.${LEAD}`);
    return { value: percent(app.voice, covered.mean, 1), label: say("brief_comparison.level", wordsOf(subject, one)), range: range(covered) };
  }
  const other = estimate(subject, reference, "regime.spread");
  const beside = other ? say("brief_comparison.spread_under", { share: percent(app.voice, other.mean), ...wordsOf(subject, one) }) : "";
  return { value: percent(app.voice, own.mean), label: say("brief_comparison.spread", wordsOf(subject, one)), range: `${range(own)} ${beside}`.trim() };
}

/** Return what a case costs over the reference as it is paid, with the hours of its reform. */
function costNumber(subject, one) {
  const { app, reference } = subject;
  const [own, before] = [app.accountsOf(one.which), app.accountsOf("reference")];
  const label = app.text("brief.extra", { name: one.title, reference: reference.title });
  if (!own.isPriced || !before.isPriced) return { value: "—", label, range: app.text("cases.other_money") };
  const paid = ({ result }, { reform }) => result.measure("cost").map((cost) => cost + reform);
  const extra = estimateOf(lessOf(paid(one, own), paid(reference, before)), one.result.sets);
  const write = (amount) => app.text("brief.money", { amount: rounded(app, amount), money: app.text("units.USD 2023.name") });
  return { value: write(extra.mean), label, range: ends(subject, extra, write) };
}

/** Return an amount rounded to what can be meant by it. */
function rounded(app, amount) {
  const size = Math.abs(amount);
  const unit = size >= 1e6 ? 1e4 : size >= 1e4 ? 1e3 : size >= 1e3 ? 10 : 1;
  return app.voice.number(unit * Math.round(amount / unit), 0);
}

/** Return how far a number may lie from it, in words: what the interval leaves open is said. */
function ends({ say }, own, write) {
  if (own.low === 0 && own.high === 0) return say("brief_comparison.none");
  return say(`brief_comparison.${isClear(own) ? "interval" : "interval_open"}`, { low: write(own.low), high: write(own.high) });
}

// What to know beside -----------------------------------------------------------------------------------------------

function against(subject, one) {
  const { say, app, reference } = subject;
  const apart = differencesOf(one.result, reference.result, `coverage.${LEAD}`);
  const isMore = apart.reduce((sum, value) => sum + value, 0) >= 0;
  const share = apart.filter((value) => (isMore ? value < 0 : value > 0)).length / apart.length;
  return say(`brief_comparison.against_${isMore ? "more" : "less"}${share ? "" : "_never"}`, { share: percent(app.voice, share, share > 0 && share < 0.01 ? 1 : 0), ...wordsOf(subject, one) });
}

function details(subject, one) {
  if (!isCoached(subject, one)) return [];
  const { say, app } = subject;
  const named = { is: false };
  const found = [];
  const of = (measure) => estimate(subject, one, measure);
  const process = app.text(`processes.${LEAD}.short`);
  const direct = of(`direct_gain.${LEAD}`);
  if (direct) found.push(say("detail.direct", { process, over: overTwin(subject, direct, named) }));
  const late = of(`late_direct_gain.${LEAD}`);
  if (late) {
    const over = overTwin(subject, late, named);
    found.push(say("detail.late", { over, fading: flagSaid(subject, of("regime.fading"), "detail.fading") }).trim());
  }
  const [reach, ever, pulse] = ["reach", "reached_ever", "regime.pulse"].map(of);
  if (reach && ever) found.push(say("detail.reached", { reach: level(subject, reach, 1, named), ever: level(subject, ever, 1, named), pulse: pulse?.mean ? flagSaid(subject, pulse, "detail.pulse") : "" }).trim());
  const retained = of("retained");
  if (retained) found.push(say(retained.mean > 1 ? "detail.grown" : "detail.retained", { share: level(subject, retained, 0, named) }));
  for (const other of app.card.processes.filter((name) => name !== LEAD)) {
    const gain = of(`direct_gain.${other}`);
    if (gain) found.push(say("detail.other_process", { process: app.text(`processes.${other}.short`), over: overTwin(subject, gain, named) }));
  }
  return [...found, ...theatre(subject, one, named)];
}

function flagSaid(subject, flag, key) {
  return flag ? subject.say(key, { runs: runsSaid(subject, Math.round(flag.mean * flag.defined), flag.defined) }) : "";
}

function theatre(subject, one, named) {
  const { say, app } = subject;
  const [overstated, gain, flag] = ["theatre", "theatre_gain", "regime.theatre"].map((measure) => estimate(subject, one, measure));
  if (!overstated || !gain) return [];
  if (overstated.mean === 0) return [say("detail.honest")];
  const process = app.text(`processes.${LEAD}.short`);
  if (Math.abs(overstated.mean) < TRACE && Math.abs(gain.mean) < TRACE) return [say("detail.traces", { process })];
  const told = say("detail.overstated", { process, points: points(subject, overstated, named, false) });
  const key = !isClear(gain) ? "theatre_unclear" : gain.mean > 0 ? "theatre_more" : "theatre_less";
  const runs = runsSaid(subject, Math.round((flag?.mean ?? 0) * (flag?.defined ?? 0)), flag?.defined ?? 0);
  return [`${told} ${say(`detail.${key}`, { change: points(subject, gain, named, isClear(gain)), runs })}`];
}

/** Return the figure: gains of the coached and the others over their twin, case by case; null where nobody is coached. */
function figureOf(subject) {
  const { say, app, cases } = subject;
  const rows = cases.map((one) => ({ name: one.title, coached: estimate(subject, one, `late_direct_gain.${LEAD}`), uncoached: estimate(subject, one, `spillover_gain.${LEAD}`) })).filter(({ coached }) => coached);
  if (!rows.length) return null;
  return { title: say("gains.title", { process: app.text(`processes.${LEAD}.short`) }), caption: say("gains.caption"), axis: say("gains.axis"), rows };
}
