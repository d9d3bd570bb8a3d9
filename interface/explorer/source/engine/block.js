// Block: one instance of the kernel, and its memory: runs side by side go in, measures and series come out.
// Where everything lies is said by a layout (`layout.js`).

import { Sha256 } from "./digest.js";
import { NO_CHANGE } from "./layout.js";

const PAGE = 65536;
const ALIGNED = 64;
/** From so many states on a trace keeps them as float32: what is shown of them needs no more. */
const MANY = 10_000_000;

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

  /** Lay out memory for runs. */
  prepare(layout) {
    if (this.prepared === layout.key) return;
    const { places } = this.any;
    this.at = layout.at;
    this.rows = this.at.WORLD / this.width;
    const numbers = {
      w: this.at.ROWS_END,
      keys: this.width,
      facts: this.at.FACTS_END,
      at: Object.keys(places).length,
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
    this.prepared = layout.key;
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

  /** Live the months from `first` up to before `end`: 0 begins the runs, and the last one ends with their measures. */
  simulate(withSeries, first = 0, end = this.at.MONTHS) {
    const p = this.pointers;
    this.exports.simulate(
      0, p.w, p.w, this.at.ROWS_END, p.keys, p.facts, this.at.FACTS_END, p.at, withSeries ? 1 : 0,
      p.w, 0, // no fingerprints
      first, end, p.w, p.w, 0, // no film
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

  /**
   * Run the block month by month; return every state of the first lane and of its twin, [world][moment][row], and the
   * digest of the run's. Before mentoring starts the twin is the run.
   */
  trace(states, start) {
    const { at, rows } = this;
    const moments = at.MONTHS + 1;
    const history = new (2 * moments * rows > MANY ? Float32Array : Float64Array)(2 * moments * rows);
    const digest = new DigestOfStates(states);
    for (let moment = 0; moment < moments; moment++) {
      this.simulate(false, Math.max(moment - 1, 0), moment); // the first month begins the runs once more
      const now = this.states("RUN");
      digest.add(now);
      history.set(now, moment * rows);
      history.set(moment > start ? this.states("TWIN") : now, (moments + moment) * rows);
    }
    return { history, moments, rows, digest: digest.hex() };
  }

  /** States of the first lane as they lie in the run ("RUN") or in its twin ("TWIN"), [row]. */
  states(world) {
    const first = this.w + this.at[world];
    return Float64Array.from({ length: this.rows }, (_, row) => this.floats[first + row * this.width]);
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

/** Digest of a run: of all its states, moment by moment, in the order of Python's digest. */
class DigestOfStates {
  constructor(states) {
    this.order = [];
    for (const { first, fields, agents, to_next: toNext, processes } of states) {
      for (let field = 0; field < fields; field++) {
        for (let agent = 0; agent < agents; agent++) {
          for (let k = 0; k < processes; k++) this.order.push(first + field + agent * toNext + k * fields);
        }
      }
    }
    this.digest = new Sha256();
    this.moment = new Float64Array(this.order.length);
  }

  /** Add the states of a moment, as they lie in a world. */
  add(rows) {
    for (let i = 0; i < this.order.length; i++) this.moment[i] = rows[this.order[i]];
    this.digest.update(new Uint8Array(this.moment.buffer));
  }

  hex() {
    return this.digest.hex();
  }
}
