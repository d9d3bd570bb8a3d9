/**
 * App: what every view is given: the state and how to change it, results as they come, words, the engine and its card.
 *
 * app.state            the state (ui/state.js); never change it in place
 * app.set(patch, how)  a new state; how.stroke joins quick changes of one control into one step of the history
 * app.drawings         where the diagram of loops has its boxes and arrows, stage by stage
 * app.doubt            the link that was opened and why it was not followed, or cannot be known to be whole; or null
 * app.settings(which)  what the engine runs for "a", "b" or "reference"
 * app.results          the newest result of each, or undefined
 * app.works            what a pupil predicted, step by step (class/works.js); app.door: who may see the answers (class/door.js)
 * app.voice            words and numbers in the page's language
 * app.on(listener)     called with what changed: { state, results, language }; returns how to stop
 */

import { bundleIn } from "./bundle.js";
import { History } from "./history.js";
import { linkOf, problemsOf, stateOfLink } from "./link.js";
import { caseOf, replicatesOf, settingsOf, START, withLever } from "./state.js";
import { dateOf, typedMonth, voiceOf } from "./words.js";

/** Worlds of the first answer: one block, so that the page does not wait for two. */
const FIRST = 8;
/** What undo leaves alone: where one is looking, and in which language. */
const LOOKING = ["language", "view", "big", "lesson", "step", "pupils", "stage", "guess", "month", "quantity", "by"];
/** Whoever goes on to another of these comes back by the browser's Back. */
const MOVES = ["view", "lesson", "step", "stage"];
/** What an entry of the browser's history was written for. */
const PLACE = ["lesson", "step", "stage"];
/** What Back and Forward leave alone: how one reads, wherever one is. */
const READING = ["language", "big"];

export class App {
  #settings = { of: null };

  constructor({ card, drawings, engine, texts, lessons, address, works, door, carried = null }) {
    this.card = card;
    this.drawings = drawings;
    this.engine = engine;
    this.texts = texts;
    this.lessons = lessons;
    this.address = address;
    this.works = works;
    this.door = door;
    this.listeners = new Set();
    this.results = {};
    this.asked = {};
    this.shown = {};
    this.parameters = new Map(card.parameters.map((parameter) => [parameter.name, parameter]));
    this.measures = new Map(card.measures.map((measure) => [measure.name, measure]));
    this.problems = [];
    /** What could not be run, in the browser's words; nothing where all could. */
    this.trouble = null;
    engine.onTrouble = (error) => this.#fail(error);
    this.opened = [];
    const link = address.read();
    if (carried) this.#takeIn(carried);
    this.#take(link || this.#linkOfOpened());
    this.history = new History(this.#question());
    address.onChange(() => this.#follow());
  }

  /** Return { state, problems, isChecked } of a link. */
  read(link) {
    return stateOfLink(link, this.card, this.engine, this.lessons);
  }

  /** Follow a link; where it cannot be followed, or nobody knows whether it is whole, `doubt` keeps it and says why. */
  #take(link) {
    const { state: { teacher, ...state }, problems, isChecked } = this.read(link);
    if (teacher !== undefined && !problems.length && !this.door.open(teacher, state)) problems.push({ key: "link.teacher", parts: {} });
    if (!/(^|&)lang=e[ns](&|$)/.test(link) && this.address.preferred() === "es") state.language = "es";
    this.state = this.#within(state);
    this.doubt = isChecked && !problems.length ? null : { link, problems };
    this.#speak();
  }

  #speak() {
    this.voice = voiceOf(this.state.language, this.texts, this.card, { months: this.months, money: this.#money });
  }

  /** Return a scenario by its name; undefined where there is none. */
  scenario(name) {
    return this.engine.index.scenarios.get(name);
  }

  /** Return the scenario of a case. */
  #scenario(which) {
    return this.scenario(this.state[which]?.scenario) ?? {};
  }

  /** The money that prices are told in, by language: that of the first of A, B and the status quo that has its own. */
  get #money() {
    const { a, b, quo } = this.state;
    const said = [a.scenario, b?.scenario, quo].map((name) => this.scenario(name)?.money);
    return said.find((money) => money && money.en !== this.card.money.en) ?? this.card.money;
  }

  /**
   * Return what costs of a case are counted by: { people, eligible, reform, isPriced }: whom its teams serve; the share of
   * them that screening is for, null where nobody said it; what the reform costs; whether its prices are in the page's money.
   */
  accountsOf(which) {
    const { people, reform, costing } = this.engine.accountsOf(this.settings(which));
    const own = this.scenario(caseOf(this.state, which).scenario).money ?? this.card.money;
    const isPriced = [this.#money.en, this.card.money.en].includes(own.en); // what has no prices of its own takes those beside it
    return { people, reform, eligible: this.state.eligible ?? costing["ccs.eligible"] ?? null, isPriced };
  }

  /** Months simulated. */
  get months() {
    return this.card.sizes[this.state.size].months;
  }

  /** Which month of the world month 0 is, [year, month], where a case says so: scenarios side by side have one calendar. */
  get calendar() {
    const said = this.#scenario("a").start ?? this.#scenario("b").start;
    return said ? said.split("-").map(Number) : null;
  }

  /** Return a month as a table has it, and as one types it: its number, or "2026-07" where there is a calendar. */
  when(month) {
    return this.calendar ? dateOf(this.calendar, month) : String(month);
  }

  /** Return a month as a sentence names it: "month 24", or "July 2026". */
  monthSaid(month) {
    return this.calendar ? this.dateSaid(month) : this.text("calendar.number.in_sentence", { month });
  }

  /** Return the date of a month in words; of what has no calendar, its number. */
  dateSaid(month) {
    if (!this.calendar) return String(month);
    const [year, number] = dateOf(this.calendar, month).split("-").map(Number);
    return this.text("calendar.date.in_sentence", { name: this.text(`calendar.${number}.name`), year });
  }

  /** Return the month that somebody typed, by its number or by its date in figures or words of any language; NaN where it is none. */
  typedMonth(text) {
    const names = Array.from({ length: 12 }, (_, i) => Object.values(this.card.words).flatMap((words) => ["name", "short"].map((form) => words[`calendar.${i + 1}.${form}`])));
    return typedMonth(text, this.calendar, names);
  }

  /** Return whether the waves of a case's scenario say what a lever would say. */
  isSaidByWaves(which, name) {
    return Boolean(this.#scenario(which).rollout) && this.card.said_by_waves.includes(name);
  }

  /** Return what a scenario is called; one of a user's own, where another one has its title, with its file beside. */
  scenarioName(name) {
    const called = this.#called(name);
    const file = this.scenario(name)?.file;
    const isShared = file && called !== name && this.card.scenarios.some((one) => one.name !== name && this.#called(one.name) === called);
    return isShared ? `${called} (${file})` : called;
  }

  /** Return what a scenario is called by itself: one of a user's own by its title, by the name of its file where it has none. */
  #called(name) {
    return this.voice.has(`scenarios.${name}.name`) ? this.text(`scenarios.${name}.name`) : this.scenario(name)?.title?.[this.state.language] ?? name;
  }

  /** Return what a size is called. */
  sizeName(name) {
    const { of } = this.card.sizes[name];
    return of === undefined ? this.text(`size.${name}`) : this.text("size.own", { name: this.scenarioName(of) });
  }

  /** Return a case of a scenario, and the size in which it runs. */
  caseOf(scenario) {
    const { size = this.state.size } = this.scenario(scenario);
    return [{ scenario, values: {}, changes: [] }, size];
  }

  /** Open scenarios of a user's own, from the bytes of a file; return what is wrong with it, or null. */
  openBundle(bytes) {
    const problem = this.#takeIn(bytes);
    if (!problem) this.set(this.#showing(), { anew: true });
    return problem;
  }

  #takeIn(bytes) {
    const { scenarios, sizes, problem } = bundleIn(bytes, this.card);
    if (problem) return problem;
    this.engine.add({ scenarios, sizes });
    this.asked = {};
    this.opened = scenarios.map(({ name }) => name);
    return null;
  }

  /** Return what shows the scenarios that were opened and run in the places of the first, which is the status quo where there are several. */
  #showing() {
    const size = this.caseOf(this.opened[0])[1];
    const fitting = this.opened.filter((name) => this.caseOf(name)[1] === size);
    const quo = fitting.length > 1 ? fitting.shift() : START.quo;
    const [a, b] = fitting.map((name) => this.caseOf(name)[0]);
    return { view: "desk", a, b: b ?? null, quo, assume: {}, size };
  }

  /** Return the link of what was opened with the page, nothing where nothing was. */
  #linkOfOpened() {
    if (!this.opened.length) return "";
    const language = this.address.preferred() === "es" ? "es" : START.language;
    this.state = { ...START, language };
    return linkOf({ ...this.state, ...this.#showing() });
  }

  #follow() {
    const here = this.address.place();
    if (!this.doubt && this.address.read() === linkOf(this.state) && (!here || this.#isAt(here))) return;
    const before = this.state;
    this.#take(this.address.read());
    if (here && !this.doubt) this.state = this.#within({ ...this.state, ...taken(before, READING) });
    this.#speak();
    this.history.add(this.#question(), null, this.#now());
    this.#changed(true, true);
  }

  /** Open what somebody pasted or mended: a whole link, or its part from "#" on. */
  open(text) {
    const link = text.trim().replace(/^[^#]*#/, "");
    if (link === this.address.read()) this.#follow();
    else this.address.open(link);
  }

  /** Say no more of the link that was opened. */
  dismiss() {
    this.#write();
    this.doubt = null;
    this.#tell({ state: true });
  }

  /** Write the state's link into the address; who `moves` can go back. A doubtful one is never erased: Back leads to it. */
  #write(moves = false) {
    this.address.write(linkOf(this.state), moves || this.address.read() === this.doubt?.link ? "kept" : "inPlace", taken(this.state, PLACE));
  }

  /** Return whether the page shows what an entry of the browser's history was written for. */
  #isAt(place) {
    return PLACE.every((name) => this.state[name] === (place[name] ?? null));
  }

  /** Return the whole link of the state, to be copied. */
  get link() {
    return this.address.whole(linkOf(this.state));
  }

  #now() {
    return performance.now();
  }

  /** Return the link of what is asked, whoever looks at it and in which language. */
  #question() {
    const neutral = { ...this.state };
    for (const name of LOOKING) neutral[name] = START[name];
    return linkOf(neutral);
  }

  start() {
    this.#changed(true, true);
  }

  text(key, parts) {
    return this.voice.text(key, parts);
  }

  /** Return what the engine runs for a case: the same object for as long as the state is the same. */
  settings(which = "a") {
    if (this.#settings.of !== this.state) this.#settings = { of: this.state };
    return (this.#settings[which] ??= settingsOf(this.state, which));
  }

  /** Return the value of a parameter in a case, at a month. */
  valueAt(which, name, month = this.state.month) {
    return this.engine.valueAt(this.settings(which), name, month);
  }

  /** Take a new state; `anew`: all is drawn again, as something else than the state has changed, too. */
  set(patch, { stroke = null, anew = false } = {}) {
    const before = this.state;
    this.state = this.#within({ ...before, ...patch });
    const told = this.state.language !== before.language;
    const framed = anew || this.#frame(this.state) !== this.#frame(before);
    if (told || framed) this.#speak();
    this.history.add(this.#question(), stroke, this.#now());
    this.#write(MOVES.some((name) => this.state[name] !== before[name]));
    this.#changed(told || framed, this.state.view !== before.view);
  }

  /** Return what of a state every label of the page depends on, as text: months and regions, and of each case calendar and money. */
  #frame({ size, a, b, quo }) {
    const { months, places } = this.card.sizes[size];
    const said = [a, b, { scenario: quo }].map((one) => {
      const { start, money } = this.scenario(one?.scenario) ?? {};
      return [start, money];
    });
    return JSON.stringify([months, places?.regions, said]);
  }

  /** Return a state whose month is one that is simulated, and whose status quo runs in its places. */
  #within(state) {
    const { size } = this.scenario(state.quo) ?? {};
    const quo = size && size !== state.size ? START.quo : state.quo;
    return Object.freeze({ ...state, quo, month: Math.min(state.month, this.card.sizes[state.size].months - 1) });
  }

  /** Set a lever of a case at the month that is being edited. */
  setLever(which, parameter, value) {
    const asked = withLever(this.state, which, parameter, value, this.engine);
    this.set({ [which]: asked }, { stroke: `${which} ${parameter.name} ${this.state.month}` });
  }

  /** Undo (-1) or redo (1). */
  step(by) {
    const link = this.history.go(by);
    if (link === null) return;
    const { state, problems } = this.read(link);
    if (problems.length) return void this.history.go(-by); // what it was asked of has been replaced since
    const before = this.state;
    for (const name of LOOKING) state[name] = before[name];
    this.state = this.#within(state);
    const framed = this.state.size !== before.size || this.#frame(this.state) !== this.#frame(before);
    if (framed) this.#speak();
    this.#write();
    this.#changed(framed, false);
  }

  /** Return the state before the last change, or null. */
  get before() {
    return this.history.before === null ? null : this.read(this.history.before).state;
  }

  on(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  #tell(change) {
    for (const listener of [...this.listeners]) listener(change);
  }

  #changed(language, view) {
    if (!this.doubt) this.#write();
    this.problems = problemsOf(this.state, this.engine);
    this.trouble = null;
    this.refresh(); // first, so that the workers run while the page is drawn
    this.#tell({ state: true, language, view });
  }

  /** Ask the engine for what the state shows; what it has already comes at once. */
  refresh() {
    if (!["desk", "assumptions"].includes(this.state.view)) return;
    const wanted = this.problems.length ? [] : ["a", "reference", ...(this.state.b ? ["b"] : [])];
    if (!this.state.b) {
      delete this.results.b;
      delete this.asked.b;
    }
    for (const [which, { months }] of Object.entries(this.results)) if (months !== this.months) delete this.results[which];
    for (const which of wanted) this.#request(which);
  }

  #request(which) {
    const settings = this.settings(which);
    const key = JSON.stringify([settings, this.state.seed]);
    if (this.asked[which] === key) return;
    this.asked[which] = key;
    const options = { key: which, seed: this.state.seed, replicates: replicatesOf(this.card.sizes[this.state.size]), first: FIRST };
    this.engine.request(settings, options, (result) => {
      if (this.asked[which] !== key) return;
      this.results[which] = result;
      this.shown[which] = key;
      this.#tell({ results: which });
    });
  }

  /** Say that something could not be run; what the desk asked for is asked again with the next change. */
  #fail({ message }) {
    this.trouble = message;
    this.asked = {};
    this.#tell({ state: true });
  }

  /** Return whether what is shown of every case is what is asked now, be it with few worlds yet. */
  get isCurrent() {
    return ["a", "reference", ...(this.state.b ? ["b"] : [])].every((which) => this.shown[which] === this.asked[which]);
  }

  /** Return whether what is shown of every case is what is asked now, in full. */
  get isSettled() {
    return ["a", "reference", ...(this.state.b ? ["b"] : [])].every(
      (which) => this.results[which]?.done && this.shown[which] === this.asked[which],
    );
  }
}

/** Return some fields of an object. */
function taken(from, names) {
  return Object.fromEntries(names.map((name) => [name, from[name]]));
}
