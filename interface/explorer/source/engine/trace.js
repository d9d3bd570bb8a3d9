// Trace: every state of one run and of its twin, month by month.

import { placesOf } from "./layout.js";

export class Trace {
  constructor(index, request, { history, measures, ties, moments, rows, digest }) {
    const { card } = index;
    const { layout } = request;
    this.history = history;
    this.ties = ties;
    this.moments = moments;
    this.rows = rows;
    this.digest = digest;
    this.settings = request.settings;
    this.seed = request.seed;
    this.replicate = request.replicate;
    this.model = card.model;
    this.states = new Map(layout.states.map((state) => [state.state, state]));
    this.fields = new Map(card.states.map((state) => [state.name, state.fields]));
    this.places = placesOf(card.sizes[request.settings.size]);
    this.tiesEach = layout.at.TIES;
    const { width } = card.memory;
    this.measures = Object.fromEntries(card.memory.measures.map((name, i) => [name, measures[i * width]]));
  }

  /** Return a reader of one field: .at(moment, agent, process). Moment 0 is the start, m + 1 the end of month m. */
  of(state, field, { twin = false } = {}) {
    const { first, fields, to_next: toNext } = this.states.get(state);
    const place = this.fields.get(state).indexOf(field);
    if (place < 0) throw new Error(`${state} has no field ${field}.`);
    const world = twin ? this.moments * this.rows : 0;
    const { history, rows } = this;
    return {
      at: (moment, agent = 0, process = 0) =>
        history[world + moment * rows + first + place + agent * toNext + process * fields],
    };
  }

  /** Whether a network is or was mentored at a moment (at the end, if none is given); none is where no coach spends an hour. */
  coached(network, moment = this.moments - 1) {
    if (this.measures.coach_hours === 0) return false;
    const order = this.of("ManagerState", "order").at(moment, network);
    return order < this.of("PolicyState", "programme").at(moment); // the same in every jurisdiction
  }
}
