// Drawing: where boxes, arrows and signs of the causal-loop diagram stand, found once, when the page is built.
//
// Boxes stand on a grid, by columns and rows that interface/explorer/stages.py declares; of the whole, the others take
// free cells near what they join. libavoid (adaptagrams) leads the arrows round them. The page carries coordinates alone.

import { AvoidLib } from "libavoid-js";

export const BOX = { w: 124, h: 48 };
const GAP = { x: 50, y: 56 };
/** Room around the picture. */
const EDGE = 30;
/** Between two arrows side by side, and between an arrow and a box that it passes. */
const APART = 13;
const ROUND = 12;
const SIGN = 8;
/** How far from its head an arrow's sign may stand, in the order in which they are tried. */
const FROM_HEAD = [26, 30, 34, 40, 46, 54, 62, 72, 84, 98, 114, 132, 152, 180, 210, 250];
const FREE = [-1, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 7];

/** Return of every stage its { width, height, boxes, arrows, badges }; arrows in the order of the stage's. */
export async function drawingsOf({ stages, loops }) {
  await AvoidLib.load();
  return stages.map((stage, i) => drawn(stage, loops, stages[i - 1]));
}

function drawn(stage, loops, before) {
  const own = Object.keys(stage.places).length ? stage.places : placesOf(stage, before);
  const boxes = onGrid(own);
  const ways = stage.arrows.map(({ way }) => [way[0], way.at(-1)]);
  const lines = routed(boxes, ways);
  ways.forEach(([source, target], i) => {
    if (source === target) lines[i] = around(boxes[source], lines);
  });
  const taken = [];
  const marks = lines.map((line, i) => place(line, FROM_HEAD, lines, i, boxes, taken));
  const late = lines.map((line, i) => {
    const length = lengthOf(line);
    const middle = [0.5, 0.42, 0.58, 0.34, 0.66, 0.25, 0.75, 0.18].map((part) => length * part);
    return place(line, middle, lines, i, boxes, taken, true);
  });
  const badges = {};
  for (const loop of loops) {
    const found = badge(loop, stage, lines, boxes, taken);
    if (found) badges[loop.name] = found;
  }
  const [right, low] = farthest(boxes, lines);
  return {
    width: right + EDGE,
    height: low + EDGE,
    boxes: Object.fromEntries(Object.entries(boxes).map(([name, { x, y }]) => [name, [x, y]])),
    arrows: lines.map((line, i) => ({ path: written(line), mark: marks[i].slice(0, 2), late: late[i] })),
    badges,
  };
}

/** Return boxes' centres, of columns and rows of which those that nothing stands in take no room. */
function onGrid(places) {
  const [columns, rows] = [0, 1].map((axis) => [...new Set(Object.values(places).map((place) => place[axis]))].sort((a, b) => a - b));
  const at = (order, value, size, gap) => EDGE + size / 2 + order.indexOf(value) * (size + gap);
  return Object.fromEntries(Object.entries(places).map(([name, [column, row]]) =>
    [name, { x: at(columns, column, BOX.w, GAP.x), y: at(rows, row, BOX.h, GAP.y) }]));
}

/** Return places for the boxes of a stage that has none of its own: those of the stage before stay, others take free cells. */
function placesOf(stage, before) {
  const places = { ...before.places };
  const joined = new Map(stage.boxes.map((name) => [name, []]));
  for (const { way } of stage.arrows) {
    joined.get(way[0]).push(way.at(-1));
    joined.get(way.at(-1)).push(way[0]);
  }
  const cells = FREE.flatMap((column) => FREE.filter((row) => row <= 6).map((row) => [column, row]));
  const isFree = (cell) => !Object.values(places).some((place) => place[0] === cell[0] && place[1] === cell[1]);
  const cost = (name, [x, y]) => joined.get(name).filter((other) => places[other] && other !== name)
    .reduce((sum, other) => sum + Math.abs(places[other][0] - x) + Math.abs(places[other][1] - y), 0);
  const others = stage.boxes.filter((name) => !places[name]);
  const known = (name) => joined.get(name).filter((other) => places[other]).length;
  const settle = (name) => {
    delete places[name];
    places[name] = cells.filter(isFree).reduce((best, cell) => (cost(name, cell) < cost(name, best) ? cell : best));
  };
  for (let left = [...others]; left.length; ) {
    const next = left.reduce((best, name) => (known(name) > known(best) ? name : best));
    settle(next);
    left = left.filter((name) => name !== next);
  }
  for (let round = 0; round < 4; round++) others.forEach(settle);
  return places;
}

/** Return the corners of every arrow, led round all boxes. */
function routed(boxes, ways) {
  const A = AvoidLib.getInstance();
  const router = new A.Router(A.OrthogonalRouting);
  for (const [name, value] of [["shapeBufferDistance", APART], ["idealNudgingDistance", APART], ["segmentPenalty", 40], ["crossingPenalty", 90], ["fixedSharedPathPenalty", 90]]) {
    router.setRoutingParameter(A[name], value);
  }
  for (const name of ["nudgeOrthogonalSegmentsConnectedToShapes", "nudgeOrthogonalTouchingColinearSegments", "penaliseOrthogonalSharedPathsAtConnEnds", "performUnifyingNudgingPreprocessingStep"]) {
    router.setRoutingOption(A[name], true);
  }
  const sides = [[0.5, 0, A.ConnDirUp], [0.5, 1, A.ConnDirDown], [0, 0.5, A.ConnDirLeft], [1, 0.5, A.ConnDirRight]];
  const shapes = new Map(Object.entries(boxes).map(([name, { x, y }]) => {
    const shape = new A.ShapeRef(router, new A.Rectangle(new A.Point(x, y), BOX.w, BOX.h));
    for (const [across, down, way] of sides) new A.ShapeConnectionPin(shape, 1, across, down, true, 0, way).setExclusive(false);
    return [name, shape];
  }));
  const ends = (name) => new A.ConnEnd(shapes.get(name), 1);
  const connectors = ways.map(([source, target]) => (source === target ? null : new A.ConnRef(router, ends(source), ends(target))));
  router.processTransaction();
  return connectors.map((connector) => connector && pointsOf(connector.displayRoute()));
}

function pointsOf(route) {
  return Array.from({ length: route.size() }, (_, i) => [Math.round(route.get_ps(i).x), Math.round(route.get_ps(i).y)])
    .filter(([x, y], i, all) => i === 0 || x !== all[i - 1][0] || y !== all[i - 1][1]);
}

/** Return the corners of an arrow from a box to itself, at the corner of the box where least else is. */
function around({ x, y }, lines) {
  const corners = [[1, -1], [-1, -1], [1, 1], [-1, 1]].map(([across, down]) => {
    const [side, top] = [x + (across * BOX.w) / 2, y + (down * BOX.h) / 2];
    return [[side - across * 18, top], [side - across * 18, top + down * 20], [side + across * 18, top + down * 20], [side + across * 18, top - down * 14], [side, top - down * 14]];
  });
  const near = (line) => lines.filter((other) => other && other !== line)
    .reduce((sum, other) => sum + line.filter((point) => distanceTo(other, point) < APART).length, 0);
  return corners.reduce((best, line) => (near(line) < near(best) ? line : best));
}

/**
 * Return [x, y, isUpright] of a mark on an arrow, so many units from its head: where it lies under no box, on no other
 * arrow and on no other mark, as far as there is such a place.
 */
function place(line, distances, lines, own, boxes, taken, isOnTheWay = false) {
  const length = lengthOf(line);
  const cost = ([x, y], i) => {
    const under = Object.values(boxes).filter((box) => isNear(box, [x, y], SIGN)).length;
    const touched = lines.filter((other, at) => at !== own && distanceTo(other, [x, y]) < SIGN + 1).length;
    const marks = taken.filter((other) => Math.hypot(other[0] - x, other[1] - y) < 2 * SIGN + 2).length;
    const cornered = isOnTheWay ? line.slice(1, -1).filter((corner) => Math.hypot(corner[0] - x, corner[1] - y) < ROUND + 2).length : 0;
    return 100 * under + 12 * marks + 8 * touched + 6 * cornered + i;
  };
  const known = distances.filter((distance) => distance < length - 8);
  const points = (known.length ? known : [length / 2]).map((distance) => pointAt(line, distance));
  const found = points.reduce((best, point, i) => (cost(point, i) < best.cost ? { point, cost: cost(point, i) } : best), { point: points[0], cost: Infinity }).point;
  taken.push(found);
  return found;
}

/** Return where a loop's number stands: the free place nearest to the middle of its arrows; null where there is none, or it is one arrow. */
function badge(loop, stage, lines, boxes, taken) {
  const steps = new Set(loop.path.map((name, i) => `${name} > ${loop.path[(i + 1) % loop.path.length]}`));
  const own = stage.arrows.flatMap(({ way }, i) => (way.slice(1).every((name, k) => steps.has(`${way[k]} > ${name}`)) ? [lines[i]] : []));
  if (own.length < 2 || !loop.path.every((name) => own.length && (stage.boxes.includes(name) || stage.arrows.some(({ way }) => way.includes(name))))) return null;
  const corners = own.flat();
  const [left, right] = [0, 0].map((axis, i) => Math[i ? "max" : "min"](...corners.map((point) => point[axis])));
  const [top, low] = [1, 1].map((axis, i) => Math[i ? "max" : "min"](...corners.map((point) => point[axis])));
  const middle = [(left + right) / 2, (top + low) / 2];
  const isFree = (point) => !Object.values(boxes).some((box) => isNear(box, point, 17)) && lines.every((line) => distanceTo(line, point) > 16) &&
    taken.every((other) => Math.hypot(other[0] - point[0], other[1] - point[1]) > 26);
  let best = null;
  for (let x = left; x <= right; x += 4) {
    for (let y = top; y <= low; y += 4) {
      const away = Math.hypot(x - middle[0], y - middle[1]);
      if ((best === null || away < best.away) && isFree([x, y])) best = { away, point: [Math.round(x), Math.round(y)] };
    }
  }
  if (best) taken.push(best.point);
  return best?.point ?? null;
}

function isNear(box, [x, y], air) {
  return Math.abs(x - box.x) < BOX.w / 2 + air && Math.abs(y - box.y) < BOX.h / 2 + air;
}

function lengthOf(line) {
  return line.slice(1).reduce((sum, [x, y], i) => sum + Math.abs(x - line[i][0]) + Math.abs(y - line[i][1]), 0);
}

/** Return [x, y, isUpright] so far from the end of a line. */
function pointAt(line, distance) {
  let left = distance;
  for (let i = line.length - 1; i > 0; i--) {
    const [[x, y], [fromX, fromY]] = [line[i], line[i - 1]];
    const length = Math.abs(x - fromX) + Math.abs(y - fromY);
    if (left <= length) return [Math.round(x + ((fromX - x) * left) / length), Math.round(y + ((fromY - y) * left) / length), x === fromX];
    left -= length;
  }
  return [...line[0], false];
}

/** Return how far a point is from a line of upright and level pieces. */
function distanceTo(line, [x, y]) {
  return Math.min(...line.slice(1).map(([toX, toY], i) => {
    const [fromX, fromY] = line[i];
    const across = Math.max(Math.min(fromX, toX) - x, 0, x - Math.max(fromX, toX));
    const down = Math.max(Math.min(fromY, toY) - y, 0, y - Math.max(fromY, toY));
    return Math.hypot(across, down);
  }));
}

function farthest(boxes, lines) {
  const points = [...Object.values(boxes).map(({ x, y }) => [x + BOX.w / 2, y + BOX.h / 2]), ...lines.flat()];
  return [0, 1].map((axis) => Math.max(...points.map((point) => point[axis])));
}

/** Return a line as the path of an SVG, its corners rounded, its end a little before the box. */
function written(line) {
  const points = [...line];
  points[points.length - 1] = pointAt(line, 5).slice(0, 2);
  const parts = [`M${points[0].join(" ")}`];
  for (let i = 1; i < points.length - 1; i++) {
    const [before, here, after] = [points[i - 1], points[i], points[i + 1]];
    const round = Math.min(ROUND, lengthOf([before, here]) / 2, lengthOf([here, after]) / 2);
    const towards = (point) => here.map((value, axis) => value + Math.sign(point[axis] - value) * round).join(" ");
    parts.push(`L${towards(before)}Q${here.join(" ")} ${towards(after)}`);
  }
  return `${parts.join("")}L${points.at(-1).join(" ")}`;
}
