// Result: what an ensemble has given so far: measures and series by name, over its replicates.

export class Result {
  /** @param {object} index @param {{measures: Float64Array, sums: Float64Array}[]} blocks finished ones, in order */
  constructor(index, request, blocks, replicates) {
    this.card = index.card;
    this.settings = request.settings;
    this.seed = request.seed;
    this.of = request.replicates;
    this.replicates = replicates;
    this.done = replicates >= request.replicates;
    this.model = index.card.model;
    this.blocks = blocks;
    this.width = index.card.memory.width;
    this.months = index.card.sizes[request.settings.size].months;
    this.layout = request.layout;
    this.columns = request.layout.at.SERIES_STEP / this.width;
    this.read = new Map();
  }

  /** How many plausible sets the replicates live under in turn; each stands by itself where there is one set for all. */
  get sets() {
    return this.settings.uncertainty === "plausible" && this.card.plausible ? this.card.plausible.sets.length : Infinity;
  }

  /** One measure of every replicate; NaN where it is undefined. Read once, for all who ask: nobody changes it in place. */
  measure(name) {
    if (!this.read.has(name)) this.read.set(name, this.#measure(name));
    return this.read.get(name);
  }

  #measure(name) {
    const place = this.card.memory.measures.indexOf(name);
    if (place < 0) throw new Error(`${name} is no measure.`);
    const found = new Float64Array(this.replicates);
    for (let replicate = 0; replicate < this.replicates; replicate++) {
      const lane = replicate % this.width;
      found[replicate] = this.blocks[(replicate - lane) / this.width].measures[place * this.width + lane];
    }
    return found;
  }

  /** Counts of the regimes, and of the flags beside them, among the replicates. */
  regimes() {
    const { regimes, flags } = this.card;
    const counts = Object.fromEntries([...regimes, ...flags, "undefined"].map((name) => [name, 0]));
    for (const regime of this.measure("regime")) counts[Number.isNaN(regime) ? "undefined" : regimes[regime]]++;
    for (const flag of flags) for (const holds of this.measure(flag)) counts[flag] += holds === 1;
    return counts;
  }

  /** One series of every replicate: values [replicate][month]; NaN where the group is empty. */
  series(name) {
    const [, sum, count] = this.rowOf(name);
    return this.gather((at) => at(sum) / at(count));
  }

  /** The same month by month, [month][replicate]: what belongs to one month lies side by side. */
  monthly(name) {
    const [, sum, count] = this.rowOf(name);
    const { months, replicates, width, columns } = this;
    const values = new Float64Array(months * replicates);
    this.blocks.forEach(({ sums }, block) => {
      const first = block * width;
      const lanes = Math.min(width, replicates - first);
      for (let month = 0; month < months; month++) {
        const to = month * replicates + first;
        const above = (month * columns + sum) * width;
        const below = (month * columns + count) * width;
        for (let lane = 0; lane < lanes; lane++) values[to + lane] = sums[above + lane] / sums[below + lane];
      }
    });
    return { values, months };
  }

  /** One quantity of each place: [place][month][replicate]; the settings must have asked for places. */
  byPlace(name) {
    const { GROUPS } = this.layout.at;
    const quantities = this.card.memory.places_quantities;
    const at = quantities.indexOf(name);
    const teams = this.layout.teamsOfGroup;
    const { months, replicates, width, columns } = this;
    return Array.from({ length: GROUPS }, (_, place) => {
      const row = columns - (GROUPS - place) * quantities.length + at;
      const values = new Float64Array(months * replicates);
      for (let replicate = 0; replicate < replicates; replicate++) {
        const lane = replicate % width;
        const { sums } = this.blocks[(replicate - lane) / width];
        for (let month = 0; month < months; month++) values[month * replicates + replicate] = sums[(month * columns + row) * width + lane] / teams[place];
      }
      return values;
    });
  }

  /** The mean of one quantity of each place over the last months, [place][replicate]. */
  lateByPlace(name) {
    const { months, replicates } = this;
    const late = Math.min(months, this.card.thresholds.late_months);
    return this.byPlace(name).map((values) => Float64Array.from({ length: replicates }, (_, world) => {
      let sum = 0;
      for (let month = months - late; month < months; month++) sum += values[month * replicates + world];
      return sum / late;
    }));
  }

  rowOf(name) {
    const row = this.card.memory.series.find(([known]) => known === name);
    if (!row) throw new Error(`${name} is no series.`);
    return row;
  }

  gather(value) {
    const { months, replicates, width, columns } = this;
    const values = new Float64Array(replicates * months);
    for (let replicate = 0; replicate < replicates; replicate++) {
      const lane = replicate % width;
      const { sums } = this.blocks[(replicate - lane) / width];
      for (let month = 0; month < months; month++) {
        const start = month * columns;
        values[replicate * months + month] = value((row) => sums[(start + row) * width + lane]);
      }
    }
    return { values, months };
  }
}
