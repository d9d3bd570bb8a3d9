// Block: one instance of the kernel, and its memory: runs side by side go in, measures and series come out.
// Where everything lies is said by a layout (`layout.js`).

import { Sha256 } from "./digest.js";
import { NO_CHANGE } from "./layout.js";

const PAGE = 65536;
const ALIGNED = 64;

export class Kernel {
  /** @param {BufferSource} wasm @param {object} memory what is the same for every size */
  static async create(wasm, memory) {
    const { instance } = await WebAssembly.instantiate(wasm);
    return new Kernel(instance.exports, memory);
  }

  constructor(exports, memory) {
    this.exports = exports;
    this.any = memory;
    this.width = memory.width;
    this.prepared = null;
  }

  /** Lay out memory for runs, with every state kept of the first lane if asked. */
  prepare(layout, withHistory) {
    const wanted = `${layout.key}${withHistory ? " with history" : ""}`;
    if (this.prepared === wanted) return;
    const { places } = this.any;
    this.at = layout.at;
    this.rows = this.at.WORLD / this.width;
    this.moments = withHistory ? this.at.MONTHS + 1 : 0;
    const numbers = {
      w: this.at.ROWS_END,
      keys: this.width,
      facts: this.at.FACTS_END,
      at: Object.keys(places).length,
      history: 2 * this.moments * this.rows,
    };
    let top = this.exports.__heap_base.value;
    this.pointers = {};
    for (const [name, count] of Object.entries(numbers)) {
      top = Math.ceil(top / ALIGNED) * ALIGNED;
      this.pointers[name] = top;
      top += 8 * count;
    }
    const { memory } = this.exports;
    const missing = top - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    this.floats = new Float64Array(memory.buffer);
    this.longs = new BigInt64Array(memory.buffer);
    this.w = this.pointers.w / 8;
    this.floats.fill(0, this.w, top / 8);
    for (const [name, i] of Object.entries(places)) this.longs[this.pointers.at / 8 + i] = BigInt(this.at[name] ?? 0);
    this.floats.set(layout.facts, this.pointers.facts / 8);
    this.prepared = wanted;
  }

  /**
   * Put runs into the lanes; the last one fills the lanes that are left.
   *
   * @param {{seed: string, first: number, count: number, table: Float64Array, changes: number[][], population: number|null}} runs
   *   table: [row of a parameter][lane]; changes: [month, row of the parameter, value]; population of every team, null
   *   where the places say it
   */
  fill({ seed, first, count, table, changes, population }) {
    const { width, floats, at } = this;
    floats.set(table, this.w);
    const word = BigInt(seed);
    for (let lane = 0; lane < width; lane++) {
      const replicate = BigInt(first + Math.min(lane, count - 1));
      this.longs[this.pointers.keys / 8 + lane] = this.exports.key_of_run(word, replicate);
    }
    const step = this.any.change_rows * width;
    for (let i = 0; i < at.CHANGES; i++) {
      const [month, row, value] = changes[i] ?? [NO_CHANGE, 0, 0];
      const start = this.w + at.CHANGE_LIST + i * step;
      floats.fill(month, start, start + width);
      floats.fill(row, start + width, start + 2 * width);
      floats.fill(value, start + 2 * width, start + 3 * width);
    }
    if (population === null) return;
    const people = this.pointers.facts / 8 + at.POPULATION;
    floats.fill(population, people, people + at.TEAMS);
  }

  simulate(withSeries) {
    const p = this.pointers;
    this.exports.simulate(
      0, p.w, p.w, this.at.ROWS_END, p.keys, p.facts, this.at.FACTS_END, p.at, withSeries ? 1 : 0,
      p.w, 0, p.history, this.moments, this.rows, // no fingerprints
      0, this.at.MONTHS, p.w, p.w, 0, // every month, and no film
      p.w, this.at.ROWS_END, -1, // draws are kept for one month
    );
  }

  /** Measures of the block, [measure][lane]. */
  measures() {
    return this.floats.slice(this.w + this.at.MEASURES, this.w + this.at.ROWS_END);
  }

  /** Sums behind the series, [month][row][lane]. */
  sums() {
    return this.floats.slice(this.w + this.at.SERIES, this.w + this.at.MEASURES);
  }

  /** Every state of the first lane and of its twin, [world][moment][row]. */
  history() {
    const start = this.pointers.history / 8;
    return this.floats.slice(start, start + 2 * this.moments * this.rows);
  }

  /** Whom each team of the first lane is tied to, [team][tie], -1 for nobody. */
  ties() {
    const { at, width } = this;
    const found = new Int32Array(at.TEAMS * at.TIES);
    const step = this.any.tie_rows * width;
    for (let i = 0; i < found.length; i++) {
      found[i] = this.floats[this.w + at.TEAM_TIES + i * step + this.any.tie_now * width];
    }
    return found;
  }
}

/** Return the digest of a run: of all its states in the order of Python's digest. */
export function digestOf(history, moments, rows, states) {
  const order = [];
  for (const { first, fields, agents, to_next: toNext, processes } of states) {
    for (let field = 0; field < fields; field++) {
      for (let agent = 0; agent < agents; agent++) {
        for (let k = 0; k < processes; k++) order.push(first + field + agent * toNext + k * fields);
      }
    }
  }
  const digest = new Sha256();
  const moment = new Float64Array(order.length);
  for (let m = 0; m < moments; m++) {
    for (let i = 0; i < order.length; i++) moment[i] = history[m * rows + order[i]];
    digest.update(new Uint8Array(moment.buffer));
  }
  return digest.hex();
}
