// Engine: ensembles and traces, made by workers that each hold one instance of the kernel.
// Blocks of 16 runs are handed out one at a time, so that a new request never waits for more than one block.

import { absentFor } from "./acting.js";
import { costingOf, peopleOf, reformOf } from "./costs.js";
import { placesOf } from "./layout.js";
import { better, estimateOf, mean, quantile, shareOf } from "./numbers.js";
import { Result } from "./result.js";
import { changesOf, commandOf, indexed, PEOPLE, problemsOf, resolved, tableOf, valueAt } from "./settings.js";
import { Trace } from "./trace.js";

const MOST_WORKERS = 8;
const MOST_KEPT = 300e6;
/** Milliseconds between partial results, the first left out. */
const PATIENCE = 250;
/** The page may be busy with what it is told for one part in so many of the time, the workers need the rest. */
const BUSY = 6;
/** Milliseconds after the first one, for the page to paint it, before all processors go on refining. */
const PAUSE = 30;
/** From this rank on work waits for whatever somebody watches. */
export const PATIENT = 1000;

/** @param {{card: object, wasm: Uint8Array, workerSource: string, workers: number}} parts */
export async function createEngine({ card, wasm, workerSource, workers = 2 }) {
  const url = URL.createObjectURL(new Blob([workerSource], { type: "text/javascript" }));
  const count = Math.max(1, Math.min(MOST_WORKERS, workers || 2));
  const crew = Array.from({ length: count }, () => new Crewman(new Worker(url)));
  const told = { do: "start", wasm, memory: card.memory };
  await Promise.all(crew.map((one) => one.ask(told)));
  return new Engine(card, crew);
}

/** A worker, which does one thing at a time. */
class Crewman {
  constructor(worker) {
    this.worker = worker;
    this.asked = 0;
    this.waiting = new Map();
    worker.onmessage = ({ data }) => {
      const asked = this.waiting.get(data.id);
      this.waiting.delete(data.id);
      if (data.error) asked?.reject(new Error(data.error));
      else asked?.resolve(data);
    };
    worker.onerror = (event) => {
      for (const { reject } of this.waiting.values()) reject(new Error(event.message));
      this.waiting.clear();
    };
  }

  ask(message, transferred = []) {
    const id = this.asked++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ ...message, id }, transferred);
    });
  }
}

class Engine {
  constructor(card, crew) {
    this.card = card;
    this.index = indexed(card);
    this.crew = crew;
    this.idle = [...crew];
    this.jobs = [];
    this.latest = new Map();
    this.kept = new Map();
    this.resolutions = new WeakMap();
    this.serial = 0;
    this.better = better;
    this.mean = mean;
    this.quantile = quantile;
    this.estimateOf = estimateOf;
    this.shareOf = shareOf;
    /** Told of what could not be run, such as for want of memory. */
    this.onTrouble = () => {};
  }

  check(settings) {
    return problemsOf(this.index, settings);
  }

  resolve(settings) {
    const { values } = this.resolutionOf(settings);
    return {
      values: Object.fromEntries(this.card.parameters.map(({ name }, row) => [name, values[row]])),
      changes: this.changesOf(settings),
    };
  }

  changesOf(settings) {
    return this.resolutionOf(settings).changes.map(({ month, name, value, where }) => ({ month, name, value, ...(where && { where }) }));
  }

  valueAt(settings, name, month, network = null) {
    return valueAt(this.index, this.resolutionOf(settings), name, month, network);
  }

  /** Return what settings come to, found once for each object of settings: nobody changes one in place. */
  resolutionOf(settings) {
    const known = this.resolutions.get(settings) ?? resolved(this.index, settings);
    this.resolutions.set(settings, known);
    return known;
  }

  /** Return { people, reform, costing } of settings: whom teams serve, what the reform costs beside the runs, and by what it is counted. */
  accountsOf(settings) {
    const { index } = this;
    const places = this.places(settings.size);
    const run = this.resolutionOf(settings);
    const costing = costingOf(index, settings.scenario);
    return { people: peopleOf(index, run, places), reform: reformOf(index, run, places, this.card.sizes[settings.size].months, costing), costing };
  }

  /** Return what a lever needs and is 0 in every month, so that it cannot act; nothing where it can. */
  absentFor(settings, name) {
    return absentFor(this.index, this.resolutionOf(settings), this.places(settings.size).named?.length ?? 0, name);
  }

  command(settings, how) {
    return commandOf(this.index, settings, how);
  }

  /** Take in scenarios of a user's own and the sizes they need; those of the same names are replaced. */
  add({ scenarios, sizes }) {
    const { card, index } = this;
    for (const scenario of scenarios) {
      const place = card.scenarios.findIndex(({ name }) => name === scenario.name);
      card.scenarios.splice(place < 0 ? card.scenarios.length : place, place < 0 ? 0 : 1, scenario);
      index.scenarios.set(scenario.name, scenario);
    }
    Object.assign(card.sizes, sizes);
    this.resolutions = new WeakMap();
  }

  places(size) {
    return placesOf(this.card.sizes[size]);
  }

  /**
   * Run replicates of settings, and call back with what is there: soon with a few, at the end with all. Without series
   * it has measures alone, for less time and room. What has a rank waits for all of lower ranks.
   */
  request(settings, { key = "", seed = 1, replicates = 400, first = 8, series = true, rank = 0 } = {}, tell = () => {}) {
    this.refuseProblems(settings);
    this.latest.get(key)?.cancel();
    const request = new Request(this, settings, { seed, replicates, first, series, rank }, tell);
    this.latest.set(key, request);
    request.start();
    return request;
  }

  /** Run once, and keep every state. */
  async trace(settings, { seed = 1, replicate = 0 } = {}) {
    this.refuseProblems(settings);
    const asked = this.resolutionOf(settings);
    const data = await this.enqueue(-1, () => ({
      do: "trace",
      layout: asked.layout,
      start: asked.values[this.index.parameters.get("mentoring_start").row],
      runs: this.runsOf(settings, asked, seed, replicate, 1),
    }));
    return new Trace(this.index, { settings, seed, replicate, layout: asked.layout }, data);
  }

  refuseProblems(settings) {
    const problems = this.check(settings);
    if (problems.length > 0) throw new Error(`settings: ${JSON.stringify(problems)}`);
  }

  runsOf(settings, asked, seed, first, count) {
    const { width } = this.card.memory;
    const people = this.index.parameters.get(PEOPLE).row;
    return {
      seed: String(seed),
      first,
      count,
      table: tableOf(this.index, asked, settings.uncertainty, first, width),
      changes: changesOf(this.index, asked),
      population: placesOf(this.card.sizes[settings.size]).is_given ? null : asked.values[people],
    };
  }

  /** Put a piece of work in the queue; `rank` 0 is a request's first block. Newer before older of the same rank. */
  enqueue(rank, message, wanted = () => true) {
    return new Promise((resolve, reject) => {
      this.jobs.push({ rank, serial: this.serial++, message, wanted, resolve, reject });
      this.handOut();
    });
  }

  handOut() {
    this.jobs = this.jobs.filter((job) => job.wanted() || job.resolve(null));
    while (this.idle.length > 0 && this.jobs.length > 0) {
      this.jobs.sort((a, b) => a.rank - b.rank || b.serial - a.serial);
      const job = this.jobs.shift();
      const one = this.idle.pop();
      const message = job.message();
      one.ask(message, [message.runs.table.buffer]).then(job.resolve, job.reject).finally(() => {
        this.idle.push(one);
        this.handOut();
      });
    }
  }

  /** Return what is kept of the same runs, made before or under way. */
  entryOf(settings, asked, seed, series) {
    const name = JSON.stringify([
      asked.layout.key, series, settings.uncertainty ?? "none", String(seed), [...asked.values], asked.changes,
      settings.uncertainty === "plausible" ? [...asked.chosen].sort((a, b) => a - b) : 0,
    ]);
    const entry = this.kept.get(name) ?? { blocks: [], making: new Map(), bytes: 0 };
    this.kept.delete(name);
    this.kept.set(name, entry);
    let bytes = 0;
    for (const { bytes: more } of this.kept.values()) bytes += more;
    for (const [oldest, { bytes: fewer }] of this.kept) {
      if (bytes <= MOST_KEPT || oldest === name) break;
      this.kept.delete(oldest);
      bytes -= fewer;
    }
    return entry;
  }
}

class Request {
  constructor(engine, settings, { seed, replicates, first, series, rank }, tell) {
    this.engine = engine;
    this.settings = settings;
    this.seed = seed;
    this.replicates = replicates;
    this.first = first;
    this.series = series;
    this.rank = rank;
    this.tell = tell;
    this.active = true;
    this.told = 0;
    this.toldAt = -Infinity;
    this.patience = PATIENCE;
    this.done = new Promise((resolve) => { this.finish = resolve; });
  }

  cancel() {
    if (!this.active) return;
    this.active = false;
    this.finish(null);
    this.engine.handOut();
  }

  start() {
    const { engine } = this;
    this.asked = engine.resolutionOf(this.settings);
    this.entry = engine.entryOf(this.settings, this.asked, this.seed, this.series);
    const { width } = engine.card.memory;
    this.blocks = Math.ceil(this.replicates / width);
    this.makeBlocks(0, Math.ceil(Math.min(this.first, this.replicates) / width));
    queueMicrotask(() => this.report());
  }

  makeBlocks(from, to) {
    const { width } = this.engine.card.memory;
    for (let block = from; block < to; block++) {
      if (!this.entry.blocks[block]) this.makeBlock(block, width);
    }
  }

  /** Have all blocks made. Another request of the same runs may have had the last of them made by now, and nothing would tell this one. */
  makeRest() {
    if (!this.active) return;
    this.makeBlocks(0, this.blocks);
    this.report();
  }

  /** Have a block made, or wait with others who already asked for it. */
  makeBlock(block, width) {
    const { engine, entry, settings, asked, seed, series, rank } = this;
    const making = entry.making.get(block) ?? { wanted: [] };
    making.wanted.push(() => this.active);
    if (!making.made) {
      const message = () => ({
        do: "block",
        series,
        layout: asked.layout,
        runs: engine.runsOf(settings, asked, seed, block * width, width),
      });
      entry.making.set(block, making);
      making.made = engine.enqueue(rank + block, message, () => making.wanted.some((wanted) => wanted())).then((data) => {
        entry.making.delete(block);
        if (!data) return;
        entry.blocks[block] = { measures: data.measures, sums: data.sums };
        entry.bytes += data.measures.byteLength + (data.sums?.byteLength ?? 0);
      }, (error) => {
        entry.making.delete(block);
        throw error;
      });
    }
    making.made.then(() => {
      // Dropped with the request that first asked for it, in the same moment as this one joined: asked for again.
      if (this.active && !entry.blocks[block]) this.makeBlock(block, width);
      else this.report();
    }, (error) => {
      if (!this.active) return;
      this.cancel();
      engine.onTrouble(error);
    });
  }

  /** Tell what is there, if it is more than before, not too often, and at the end for certain. */
  report() {
    if (!this.active) return;
    const { width } = this.engine.card.memory;
    let blocks = 0;
    while (blocks < this.blocks && this.entry.blocks[blocks]) blocks++;
    const replicates = Math.min(blocks * width, this.replicates);
    const done = replicates === this.replicates;
    const enough = replicates >= Math.min(this.first, this.replicates) && replicates > this.told;
    const now = performance.now();
    if (!enough || (!done && now - this.toldAt < this.patience)) return;
    if (this.told === 0) setTimeout(() => this.makeRest(), PAUSE);
    this.told = replicates;
    this.toldAt = now;
    const request = { settings: this.settings, seed: this.seed, replicates: this.replicates, layout: this.asked.layout };
    const result = new Result(this.engine.index, request, this.entry.blocks.slice(0, blocks), replicates);
    if (done) this.active = false;
    this.tell(result);
    this.patience = Math.max(PATIENCE, BUSY * (performance.now() - now));
    if (done) this.finish(result);
  }
}
