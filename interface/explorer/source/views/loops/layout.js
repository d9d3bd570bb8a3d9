/** Layout: where the variables of the causal-loop diagram stand. Who acts is above whom; what is not named here is set below. */

export const WIDE = 1060;
export const HIGH = 800;
const BOX = { w: 104, h: 40 };

/** Centres, in hundredths of the drawing. */
const PLACES = {
  "authority.visible_success": [24, 5],
  "authority.logic": [50, 5],
  "authority.share_missing": [80, 5],
  "manager.peers_identity": [7, 20],
  "manager.identity": [24, 20],
  "manager.supervision": [39, 16],
  "manager.support": [43, 29],
  "manager.control": [60, 22],
  "manager.teams_missing": [82, 20],
  "manager.teams_progress": [7, 38],
  "manager.teams_success": [7, 53],
  "manager.teams_trust": [24, 36],
  "team.trust": [38, 44],
  "team.coordination": [24, 52],
  "team.safety": [50, 56],
  "team.pressure": [63, 42],
  "team.sanctioned": [78, 35],
  "team.shortfall": [93, 41],
  "team.motivation": [65, 57],
  "team.documentation": [80, 54],
  "team.unmeasured_care": [77, 66],
  "team.effort": [61, 70],
  "team.progress": [7, 68],
  "team.mastery": [23, 66],
  "process.efficacy": [38, 68],
  "process.mastery": [10, 81],
  "process.practice": [50, 81],
  "process.delivered": [65, 83],
  "process.coverage": [79, 81],
  "process.indicator": [93, 83],
  "process.reported": [93, 66],
  "process.target_base": [93, 54],
  "process.seen": [79, 95],
  "process.fast_average": [58, 95],
  "process.slow_average": [41, 95],
  "process.credit": [24, 94],
  "process.peers_practice": [36, 82],
  "process.peers_mastery": [7, 95],
  "team.success": [23, 79],
  "authority.figures": [93, 95],
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
  return { x, y, ...BOX };
}

/** How far arrows may bend, as a part of their length, in the order in which they are tried. */
const BENDS = [0.16, -0.16, 0.07, -0.07, 0.26, -0.26, 0.38, -0.38, 0.52, -0.52];
const MOST_BENT = 150;
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
      return { curve, cost: hidden(curve, others) + 0.35 * i };
    }).reduce((best, one) => (one.cost < best.cost ? one : best));
    const all = [...boxes.values()];
    const middle = SIGN_AT.map((t, i) => {
      const point = pointOn(bent.curve, t);
      const under = all.filter((box) => isIn(box, point, SIGN)).length;
      const near = signs.filter((sign) => Math.hypot(sign[0] - point[0], sign[1] - point[1]) < 2 * SIGN).length;
      return { point, cost: 10 * under + 6 * near + i };
    }).reduce((best, one) => (one.cost < best.cost ? one : best)).point;
    signs.push(middle);
    ways.set(key, { path: written(bent.curve), middle, cost: bent.cost });
  }
  return ways;
}

function around(box) {
  const [x, y] = [box.x + box.w / 2 - 12, box.y - box.h / 2];
  return { path: `M${x - 10} ${y}C${x - 16} ${y - 30} ${x + 34} ${y - 30} ${x + 12} ${y + 4}`, middle: [x + 6, y - 20], cost: 0 };
}

/** Return an arrow from box to box, bent a little, ending at the borders, as start, control and end. */
function curveBetween(from, to, bend) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy);
  const by = Math.sign(bend) * Math.min(MOST_BENT, length * Math.abs(bend));
  const control = [(from.x + to.x) / 2 - (dy / length) * by, (from.y + to.y) / 2 + (dx / length) * by];
  return [border(from, control, 2), control, border(to, control, 9)];
}

function pointOn([start, control, end], t) {
  return [0, 1].map((i) => (1 - t) * (1 - t) * start[i] + 2 * t * (1 - t) * control[i] + t * t * end[i]);
}

function isIn(box, [x, y], air) {
  return Math.abs(x - box.x) < box.w / 2 + air && Math.abs(y - box.y) < box.h / 2 + air;
}

/** Return how much of an arrow lies under boxes, in samples. */
function hidden(curve, boxes) {
  let found = 0;
  for (let i = 1; i < SAMPLES; i++) {
    const point = pointOn(curve, i / SAMPLES);
    if (point[0] < 4 || point[0] > WIDE - 4 || point[1] < 4) found += 2;
    for (const box of boxes) if (isIn(box, point, 3)) found += 1;
  }
  return found;
}

function written([start, control, end]) {
  const fixed = (point) => point.map((number) => Math.round(number * 10) / 10).join(" ");
  return `M${fixed(start)}Q${fixed(control)} ${fixed(end)}`;
}

/** Return the point where the line from a box's centre to another point leaves the box, and a little further. */
function border(box, [x, y], air) {
  const [dx, dy] = [x - box.x, y - box.y];
  const length = Math.hypot(dx, dy) || 1;
  const reach = Math.min(box.w / 2 / Math.max(Math.abs(dx), 1e-9), box.h / 2 / Math.max(Math.abs(dy), 1e-9));
  const t = reach + air / length;
  return [box.x + dx * t, box.y + dy * t];
}
