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

/** Return the path of an arrow from box to box, bent a little, ending at the borders; and where its middle is. */
export function arrow(from, to) {
  if (from === to) {
    const [x, y] = [from.x + from.w / 2 - 12, from.y - from.h / 2];
    return { path: `M${x - 10} ${y}C${x - 16} ${y - 30} ${x + 34} ${y - 30} ${x + 12} ${y + 4}`, middle: [x + 6, y - 20] };
  }
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy);
  const bend = Math.min(46, length * 0.16);
  const control = [(from.x + to.x) / 2 - (dy / length) * bend, (from.y + to.y) / 2 + (dx / length) * bend];
  const start = border(from, control, 2);
  const end = border(to, control, 9);
  const middle = [0, 1].map((i) => 0.25 * start[i] + 0.5 * control[i] + 0.25 * end[i]);
  const fixed = (point) => point.map((number) => Math.round(number * 10) / 10).join(" ");
  return { path: `M${fixed(start)}Q${fixed(control)} ${fixed(end)}`, middle };
}

/** Return the point where the line from a box's centre to another point leaves the box, and a little further. */
function border(box, [x, y], air) {
  const [dx, dy] = [x - box.x, y - box.y];
  const length = Math.hypot(dx, dy) || 1;
  const reach = Math.min(box.w / 2 / Math.max(Math.abs(dx), 1e-9), box.h / 2 / Math.max(Math.abs(dy), 1e-9));
  const t = reach + air / length;
  return [box.x + dx * t, box.y + dy * t];
}
