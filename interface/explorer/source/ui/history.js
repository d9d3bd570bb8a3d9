/** History: links one can go back to. Quick changes of one control count as one step. */

const SETTLED = 1200;

/** A history of links. Quick changes of one control (`stroke`) count as one step. */
export class History {
  constructor(link) {
    this.links = [link];
    this.place = 0;
    this.stroke = null;
    this.at = 0;
  }

  add(link, stroke, now) {
    if (link === this.links[this.place]) return;
    const continues = stroke && stroke === this.stroke && now - this.at < SETTLED;
    this.stroke = stroke;
    this.at = now;
    this.links = [...this.links.slice(0, this.place + (continues ? 0 : 1)), link];
    this.place = this.links.length - 1;
  }

  /** Return the link `step` away and go there; null where there is none. */
  go(step) {
    const to = this.place + step;
    if (to < 0 || to >= this.links.length) return null;
    this.place = to;
    this.stroke = null;
    return this.links[to];
  }

  get before() {
    return this.place > 0 ? this.links[this.place - 1] : null;
  }

  get canUndo() {
    return this.place > 0;
  }

  get canRedo() {
    return this.place < this.links.length - 1;
  }
}
