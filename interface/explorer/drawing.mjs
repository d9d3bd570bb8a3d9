// Drawing: where boxes, arrows and signs of the causal-loop diagram stand, found once, when the page is built.
//
// Boxes stand on a grid, by columns and rows that interface/explorer/stages.py declares; of the whole, the others take
// free cells near what they join. libavoid (adaptagrams) leads the arrows round them. The page carries coordinates alone.

import { AvoidLib } from "libavoid-js";
import { BOX } from "./source/views/loops/box.js";

/** Between two columns, and between two rows, at least; and where many arrows go along, as much as they need. */
const GAPS = [50, 54];
/** Enough for any arrows: in it one sees how many go along. */
const AMPLE = 130;
/** Room around the picture. */
const AIR = 6;
/** Between two arrows side by side, and between an arrow and a box that it passes. */
const APART = 13;
const ROUND = 12;
/** Where arrows may begin and end on the upper and lower border of a box, and on the left and right, as parts of it. */
const UPRIGHT = [0.5, 0.38, 0.62, 0.26, 0.74, 0.14, 0.86];
const LEVEL = [0.5, 0.25, 0.75];
const SIGN = 8;
/** A sign stands so far beside its arrow, or on it, so far from its head, in the order in which that is tried. */
const BESIDE = [12, -12, 0];
const FROM_HEAD = [19, 24, 30, 37, 45, 54, 64, 76, 90, 106, 124, 146, 172, 204, 240, 280];
const DELAY_AT = [0.5, 0.42, 0.58, 0.34, 0.66, 0.25, 0.75, 0.18];
/** Columns and rows in which those boxes of the whole may stand that have no place of their own. */
const COLUMNS = [0, 1, 1.5, 2, 3, 4, 5, 6];
const ROWS = [0, 1, 2, 2.5, 3, 3.5, 4, 5, 6];

/** Return of every stage its { frame, boxes, arrows, badges }; arrows in the order of the stage's. */
export async function drawingsOf({ stages, loops, links }) {
  await AvoidLib.load();
  const isLate = new Set(links.filter(({ late }) => late).map(({ source, target }) => `${source} > ${target}`));
  return stages.map((stage, i) => drawn(stage, loops, isLate, stages[i - 1]));
}

function drawn(stage, loops, isLate, before) {
  const places = Object.keys(stage.places).length ? stage.places : placesOf(stage, before);
  const ways = stage.arrows.map(({ way }) => [way[0], way.at(-1)]);
  const ample = onGrid(places, () => AMPLE);
  const tried = routed(ample, ways);
  const boxes = onGrid(places, (axis, from, to) => Math.max(GAPS[axis], APART * (2 + along(tried, axis, from, to))), ample);
  const lines = routed(boxes, ways);
  ways.forEach(([source, target], i) => {
    if (source === target) lines[i] = around(boxes[source], lines);
  });
  const taken = [];
  const late = lines.map((line, i) => {
    if (!stepsOf(stage.arrows[i].way).some((step) => isLate.has(step))) return null;
    const length = lengthOf(line);
    return place(onLine(line, DELAY_AT.map((part) => length * part), [0]), lines, i, boxes, taken, 4);
  });
  const marks = lines.map((line, i) => place(onLine(line, FROM_HEAD, BESIDE), lines, i, boxes, taken));
  const badges = {};
  for (const loop of [...loops].sort((a, b) => stage.loops.includes(b.name) - stage.loops.includes(a.name))) {
    const found = badge(loop, stage, lines, boxes, taken);
    if (found) badges[loop.name] = found;
    if (found && stage.loops.includes(loop.name)) taken.push(found);
  }
  return {
    frame: frameOf(boxes, [...lines.flat(), ...taken, ...Object.values(badges)]),
    boxes: Object.fromEntries(Object.entries(boxes).map(([name, { x, y }]) => [name, [x, y]])),
    arrows: lines.map((line, i) => ({ path: written(line), mark: marks[i].slice(0, 2), late: late[i] })),
    badges,
  };
}

function stepsOf(way) {
  return way.slice(1).map((name, i) => `${way[i]} > ${name}`);
}

/**
 * Return boxes' centres, of columns and rows; those that nothing stands in take no room. `gap` says how much there is after
 * a column (axis 0) or row (axis 1), from the borders of boxes that `ample`, the same more widely, has there.
 */
function onGrid(places, gap, ample = null) {
  const names = Object.keys(places);
  const centres = [[BOX.w, 0], [BOX.h, 1]].map(([size, axis]) => {
    const order = [...new Set(names.map((name) => places[name][axis]))].sort((a, b) => a - b);
    let at = 0;
    return new Map(order.map((value, i) => {
      if (i) at += size + gap(axis, ...(ample ? bordersOf(places, ample, axis, order[i - 1], value, size) : []));
      return [value, at];
    }));
  });
  return Object.fromEntries(names.map((name) => [name, { x: centres[0].get(places[name][0]), y: centres[1].get(places[name][1]) }]));
}

/** Return where the boxes of a column or row end, and those of the next begin. */
function bordersOf(places, boxes, axis, value, next, size) {
  const centre = (wanted) => boxes[Object.keys(places).find((name) => places[name][axis] === wanted)][axis ? "y" : "x"];
  return [centre(value) + size / 2, centre(next) - size / 2];
}

/** Return how many arrows go side by side between two borders, where they are most. */
function along(lines, axis, from, to) {
  const pieces = lines.filter(Boolean).flatMap((line) => line.slice(1).map((end, i) => [line[i], end]))
    .filter(([start, end]) => start[axis] === end[axis] && start[axis] > from && start[axis] < to)
    .map(([start, end]) => [start[1 - axis], end[1 - axis]].sort((a, b) => a - b));
  return Math.max(0, ...pieces.map(([begin]) => pieces.filter(([low, high]) => low <= begin && begin < high).length));
}

/** Return places for the boxes of a stage that has none of its own: those of the stage before stay, others take free cells. */
function placesOf(stage, before) {
  const places = { ...before.places };
  const joined = new Map(stage.boxes.map((name) => [name, []]));
  for (const { way } of stage.arrows) {
    joined.get(way[0]).push(way.at(-1));
    joined.get(way.at(-1)).push(way[0]);
  }
  const cells = COLUMNS.flatMap((column) => ROWS.map((row) => [column, row]));
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
  const sides = [
    ...UPRIGHT.flatMap((across) => [[across, 0, A.ConnDirUp], [across, 1, A.ConnDirDown]]),
    ...LEVEL.flatMap((down) => [[0, down, A.ConnDirLeft], [1, down, A.ConnDirRight]]),
  ];
  const shapes = new Map(Object.entries(boxes).map(([name, { x, y }]) => {
    const shape = new A.ShapeRef(router, new A.Rectangle(new A.Point(x, y), BOX.w, BOX.h));
    const isRoomy = ways.filter((way) => way.includes(name)).length <= sides.length / 2;
    for (const [across, down, way] of sides) {
      const pin = new A.ShapeConnectionPin(shape, 1, across, down, true, 0, way);
      pin.setExclusive(isRoomy);
      pin.setConnectionCost(3 * Math.abs(way === A.ConnDirUp || way === A.ConnDirDown ? across - 0.5 : down - 0.5));
    }
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

/** Return [x, y, isUpright] of points so far from a line's head, on it or beside it. */
function onLine(line, distances, beside) {
  const length = lengthOf(line);
  const known = distances.filter((distance) => distance < length - 6);
  return (known.length ? known : [length / 2]).flatMap((distance) => {
    const [x, y, isUpright] = pointAt(line, distance);
    return beside.map((by) => (isUpright ? [x + by, y, isUpright] : [x, y + by, isUpright]));
  });
}

/** Return that point for a mark of an arrow which lies under no box, on no other arrow or mark, as far as there is one. */
function place(points, lines, own, boxes, taken, size = SIGN) {
  const cost = ([x, y], i) => {
    const under = Object.values(boxes).filter((box) => isNear(box, [x, y], size + 1)).length;
    const touched = lines.filter((line, at) => at !== own && distanceTo(line, [x, y]) < size + 3).length;
    const marks = taken.filter((other) => Math.hypot(other[0] - x, other[1] - y) < size + SIGN + 2).length;
    const bend = lines[own].slice(1, -1).filter((corner) => Math.hypot(corner[0] - x, corner[1] - y) < ROUND + 2).length;
    const on = distanceTo(lines[own], [x, y]) < SIGN ? 4 : 0;
    return 200 * under + 16 * marks + 14 * touched + 6 * bend + on + i / 3;
  };
  const costs = points.map(cost);
  const found = points[costs.indexOf(Math.min(...costs))];
  taken.push(found);
  return found;
}

/** Return where a loop's number stands: the free place nearest to the middle of its round; null where it is not all drawn. */
function badge(loop, stage, lines, boxes, taken) {
  const steps = new Set(stepsOf([...loop.path, loop.path[0]]));
  const own = stage.arrows.map(({ way }) => stepsOf(way)).map((way, i) => (way.every((step) => steps.has(step)) ? { way, line: lines[i] } : null)).filter(Boolean);
  if (new Set(own.flatMap(({ way }) => way)).size < steps.size) return null;
  const corners = own.flatMap(({ line }) => line);
  const reach = own.length < 3 ? 40 : 0;
  const [[left, right], [top, low]] = [0, 1].map((axis) => corners.map((point) => point[axis])).map((all) => [Math.min(...all) - reach, Math.max(...all) + reach]);
  const middle = [(left + right) / 2, (top + low) / 2];
  const isFree = (point) => !Object.values(boxes).some((box) => isNear(box, point, 17)) && lines.every((line) => distanceTo(line, point) > 17) &&
    taken.every((other) => Math.hypot(other[0] - point[0], other[1] - point[1]) > 28);
  let best = null;
  for (let x = left; x <= right; x += 4) {
    for (let y = top; y <= low; y += 4) {
      const away = Math.hypot(x - middle[0], y - middle[1]);
      if ((best === null || away < best.away) && isFree([x, y])) best = { away, point: [Math.round(x), Math.round(y)] };
    }
  }
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

/** Return [x, y, width, height] of the picture: boxes, and points with room for a mark. */
function frameOf(boxes, points) {
  const reach = [...Object.values(boxes).map(({ x, y }) => [x, y, BOX.w / 2, BOX.h / 2]), ...points.map(([x, y]) => [x, y, SIGN + 2, SIGN + 2])];
  const [left, top] = [0, 1].map((axis) => Math.floor(Math.min(...reach.map((one) => one[axis] - one[axis + 2]))) - AIR);
  const [right, low] = [0, 1].map((axis) => Math.ceil(Math.max(...reach.map((one) => one[axis] + one[axis + 2]))) + AIR);
  return [left, top, right - left, low - top];
}

/** Return a line as the path of an SVG, its corners rounded, its end a little before the box. */
function written(line) {
  const points = [...line];
  points[points.length - 1] = pointAt(line, 7).slice(0, 2);
  const parts = [`M${points[0].join(" ")}`];
  for (let i = 1; i < points.length - 1; i++) {
    const [before, here, after] = [points[i - 1], points[i], points[i + 1]];
    const round = Math.min(ROUND, lengthOf([before, here]) / 2, lengthOf([here, after]) / 2);
    const towards = (point) => here.map((value, axis) => value + Math.sign(point[axis] - value) * round).join(" ");
    parts.push(`L${towards(before)}Q${here.join(" ")} ${towards(after)}`);
  }
  return `${parts.join("")}L${points.at(-1).join(" ")}`;
}
