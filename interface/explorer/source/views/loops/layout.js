/** Layout: where the variables of the causal-loop diagram stand. Who acts is above whom; what is not named here is set below. */

export const WIDE = 1060;
export const HIGH = 870;
const BOX = { w: 104, h: 40 };

/** @typedef {number[]} Point x and y */
/** @typedef {Point[]} Curve start, two controls, end */
/** @typedef {{x: number, y: number, w: number, h: number}} Box centre, width and height */

/** Centres, in hundredths of the drawing. */
const PLACES = {
  "authority.logic": [55.3, 26.6],
  "authority.visible_success": [72.2, 18.7],
  "authority.share_missing": [59.1, 18],
  "authority.noticed": [65.4, 3.9],
  "authority.rise_inside": [86.2, 20.2],
  "authority.rise_outside": [91.1, 7.6],
  "authority.figures": [79.9, 28.2],
  "manager.identity": [20.1, 29.6],
  "manager.supervision": [45.3, 14.6],
  "manager.support": [18, 54],
  "manager.control": [42, 25.2],
  "manager.peers_identity": [7.5, 3.9],
  "manager.teams_missing": [67.7, 25.9],
  "manager.teams_progress": [5.3, 55.3],
  "manager.teams_trust": [30, 17.3],
  "manager.teams_rise": [94.7, 31.1],
  "manager.teams_pressure": [18.5, 18.1],
  "manager.teams_candour": [8.2, 42.7],
  "manager.peers_candour": [5.3, 28.3],
  "team.trust": [32, 39],
  "team.coordination": [44, 66.1],
  "team.safety": [37.4, 52.7],
  "team.pressure": [48.6, 41.3],
  "team.sanctioned": [70.3, 39],
  "team.shortfall": [82, 40.5],
  "team.motivation": [73.7, 48.9],
  "team.documentation": [54.5, 33.6],
  "team.unmeasured_care": [55.9, 67],
  "team.effort": [53, 51.4],
  "team.progress": [5.3, 65],
  "team.mastery": [70.2, 58.5],
  "team.rise": [94.7, 40],
  "team.candour": [31.5, 59.7],
  "team.peers_candour": [5.3, 72],
  "process.efficacy": [32.1, 76.3],
  "process.mastery": [43.7, 73.6],
  "process.practice": [17.4, 73],
  "process.delivered": [20.7, 90],
  "process.coverage": [45.5, 96.8],
  "process.indicator": [60.2, 92.9],
  "process.reported": [94.7, 62.4],
  "process.target_base": [82.6, 60.6],
  "process.seen": [71.7, 81.8],
  "process.fast_average": [80, 74.9],
  "process.reference_average": [57.6, 78.2],
  "process.credit": [45.3, 81.1],
  "process.peers_practice": [8.5, 86.2],
  "process.peers_mastery": [33.5, 85.2],
  "process.honest": [86.3, 95.6],
};

/** Return the box of every variable that is drawn: those placed here, and any other on the path of a loop. */
export function boxesOf(loops) {
  const boxes = new Map();
  for (const [name, [x, y]] of Object.entries(PLACES)) boxes.set(name, boxAt((x * WIDE) / 100, (y * HIGH) / 100));
  let extra = 0;
  for (const name of loops.flatMap((loop) => loop.path)) {
    if (boxes.has(name)) continue;
    boxes.set(name, boxAt(60 + (extra % 9) * 115, HIGH + 40 + 55 * Math.floor(extra / 9)));
    extra++;
  }
  return boxes;
}

function boxAt(x, y) {
  return { x: Math.min(WIDE - BOX.w / 2 - 4, Math.max(BOX.w / 2 + 4, x)), y, ...BOX };
}

/** How far arrows may bend near their start and near their end, as a part of their length, in the order in which they are tried. */
const BENDS = [
  ...[0.11, -0.11, 0.05, -0.05, 0.18, -0.18, 0.26, -0.26, 0.36, -0.36].map((bend) => [bend, bend]),
  ...[[0.45, 0], [0, 0.45], [0.3, -0.3], [0.6, 0.2], [0.2, 0.6], [0.8, 0], [0, 0.8]].flatMap(([a, b]) => [[a, b], [-a, -b]]),
];
const MOST_BENT = 160;
/** Where on an arrow its sign may stand. */
const SIGN_AT = [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73, 0.8];
const SIGN = 9;
const SAMPLES = 22;

/**
 * Return the way of every arrow, by "source > target": { path, middle }. Each takes that bend, and sets its sign where,
 * as little as can be lies under boxes that it does not join, or under other signs.
 */
export function waysOf(boxes, pairs) {
  const ways = new Map();
  const signs = [];
  for (const [source, target] of pairs) {
    const key = `${source} > ${target}`;
    if (ways.has(key)) continue;
    const [from, to] = [boxes.get(source), boxes.get(target)];
    if (from === to) {
      ways.set(key, around(from));
      continue;
    }
    const others = [...boxes.values()].filter((box) => box !== from && box !== to);
    const bent = BENDS.map((bend, i) => {
      const curve = curveBetween(from, to, bend);
      const under = hidden(curve, others);
      return { curve, under, cost: under + 0.2 * i };
    }).reduce((best, one) => (one.cost < best.cost ? one : best));
    const all = [...boxes.values()];
    const middle = SIGN_AT.map((t, i) => {
      const point = pointOn(bent.curve, t);
      const under = all.filter((box) => isIn(box, point, SIGN)).length;
      const near = signs.filter((sign) => Math.hypot(sign[0] - point[0], sign[1] - point[1]) < 2 * SIGN).length;
      return { point, cost: 10 * under + 6 * near + i };
    }).reduce((best, one) => (one.cost < best.cost ? one : best)).point;
    signs.push(middle);
    ways.set(key, { path: written(bent.curve), middle, hidden: bent.under });
  }
  return ways;
}

function around(box) {
  const [x, y] = [box.x + box.w / 2 - 12, box.y - box.h / 2];
  return { path: `M${x - 10} ${y}C${x - 16} ${y - 30} ${x + 34} ${y - 30} ${x + 12} ${y + 4}`, middle: [x + 6, y - 20], hidden: 0 };
}

/**
 * Return an arrow from box to box, bent a little, ending at the borders.
 * @param {Box} from
 * @param {Box} to
 * @param {number[]} bends
 * @returns {Curve}
 */
function curveBetween(from, to, [first, last]) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy);
  const control = (t, bend) => {
    const by = Math.max(-MOST_BENT, Math.min(MOST_BENT, length * bend));
    return [from.x + t * dx - (dy / length) * by, from.y + t * dy + (dx / length) * by];
  };
  const [leaving, coming] = [control(1 / 3, first), control(2 / 3, last)];
  return [border(from, leaving, 2), leaving, coming, border(to, coming, 9)];
}

/** @param {Curve} curve @param {number} t @returns {Point} */
function pointOn([start, leaving, coming, end], t) {
  const u = 1 - t;
  return [0, 1].map((i) => u * u * u * start[i] + 3 * u * u * t * leaving[i] + 3 * u * t * t * coming[i] + t * t * t * end[i]);
}

/** @param {Box} box @param {Point} point @param {number} air */
function isIn(box, [x, y], air) {
  return Math.abs(x - box.x) < box.w / 2 + air && Math.abs(y - box.y) < box.h / 2 + air;
}

/**
 * Return how much of an arrow lies under boxes, in samples.
 * @param {Curve} curve
 * @param {Box[]} boxes
 */
function hidden(curve, boxes) {
  let found = 0;
  for (let i = 1; i < SAMPLES; i++) {
    const point = pointOn(curve, i / SAMPLES);
    if (point[0] < 4 || point[0] > WIDE - 4 || point[1] < 4) found += 2;
    for (const box of boxes) if (isIn(box, point, 3)) found += 1;
  }
  return found;
}

/** @param {Curve} curve */
function written([start, ...rest]) {
  const fixed = (point) => point.map((number) => Math.round(number * 10) / 10).join(" ");
  return `M${fixed(start)}C${rest.map(fixed).join(" ")}`;
}

/**
 * Return the point where the line from a box's centre to another point leaves the box, and a little further.
 * @param {Box} box
 * @param {Point} point
 * @param {number} air
 * @returns {Point}
 */
function border(box, [x, y], air) {
  const [dx, dy] = [x - box.x, y - box.y];
  const length = Math.hypot(dx, dy) || 1;
  const reach = Math.min(box.w / 2 / Math.max(Math.abs(dx), 1e-9), box.h / 2 / Math.max(Math.abs(dy), 1e-9));
  const t = reach + air / length;
  return [box.x + dx * t, box.y + dy * t];
}
