/** Places: where regions, networks and teams lie on the map, in its own units; a team is a dot of radius 1. */

const DOT = 2.7;
const PAD = 1.7;
const MANAGER = 3.1;
const GAP = 1.3;
/** Room above a region's networks for its name; with many regions the drawing is small, and letters are not. */
const HEAD = { few: 4.2, many: 7.5 };
const MANY_REGIONS = 10;
/** Letters of names, in pixels: as large as fits, and legible. */
const LETTER = { wanted: 14, least: 10.5 };
/** Width of a letter, and distance of two lines, by its size. */
const WIDE = 0.58;
const LINE = 1.2;
const TRIES = 6;

/**
 * Return a layout for a room in pixels: { width, height, head, letter, regions, networks, teams }, boxes and points; a
 * region's box has the `lines` of its name. Names are broken into lines, never cut, and the boxes give them room.
 */
export function layoutOf(places, names, pixels, pixelHeight) {
  const longest = Math.max(...names.flatMap((name) => name.split(" ").map((word) => word.length)));
  let head = names.length > MANY_REGIONS ? HEAD.many : HEAD.few;
  let narrow = 0;
  let found;
  for (let i = 0; i < TRIES; i++) {
    found = arranged(places, pixels, head, narrow);
    const scale = Math.min(pixels / (found.width + 1), pixelHeight / (found.height + 1));
    const fitted = [LETTER.wanted, LETTER.least].map((size) => lettered(found, names, size / scale)).find(({ lines, letter }) => fits(found, lines, letter, head));
    const { lines, letter } = fitted ?? lettered(found, names, LETTER.least / scale);
    found.regions.forEach((box, r) => (box.lines = lines[r]));
    Object.assign(found, { letter, head });
    if (fitted) break;
    narrow = longest * WIDE * letter + 2 * PAD;
    head = Math.max(head, Math.max(...lines.map((some) => some.length)) * LINE * letter + PAD);
  }
  return found;
}

function lettered({ regions }, names, letter) {
  return { letter, lines: names.map((name, r) => broken(name, Math.floor((regions[r].w - 2 * PAD) / (WIDE * letter)))) };
}

function fits({ regions }, lines, letter, head) {
  return lines.every((some, r) =>
    some.length * LINE * letter <= head - 0.3 * PAD && some.every((line) => line.length * WIDE * letter <= regions[r].w - 2 * PAD));
}

/** Return a name in lines of at most so many letters, where its words allow. */
function broken(name, most) {
  const lines = [];
  for (const word of name.split(" ")) {
    if (lines.length && lines.at(-1).length + 1 + word.length <= most) lines[lines.length - 1] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Return where everything lies: networks in the rows of their region, regions in the rows of the map. */
function arranged(places, pixels, head, narrow) {
  const teamsOf = places.networks.map(() => []);
  places.teams.forEach(({ network }, t) => teamsOf[network].push(t));
  const networksOf = places.regions.map((_, r) => [...places.networks.keys()].filter((n) => places.networks[n].region === r));
  const boxes = teamsOf.map((teams) => {
    const across = Math.ceil(Math.sqrt(teams.length));
    return { across, w: 2 * PAD + across * DOT, h: 2 * PAD + MANAGER + Math.ceil(teams.length / across) * DOT };
  });
  const inside = networksOf.map((networks) => inRows(networks.map((n) => boxes[n]), Math.ceil(Math.sqrt(networks.length * 1.3)), GAP));
  const sizes = inside.map(({ width, height }) => ({ w: Math.max(narrow, 2 * PAD + width), h: head + PAD + height }));
  const whole = inRows(sizes, columnsOf(sizes, pixels), 2 * GAP);
  const regions = sizes.map((size, r) => ({ ...whole.at[r], ...size, h: whole.heights[r] }));
  const networks = [];
  const teams = [];
  networksOf.forEach((some, r) => some.forEach((n, i) => {
    const [x, y] = [regions[r].x + PAD + inside[r].at[i].x, regions[r].y + head + inside[r].at[i].y];
    const { across, w, h } = boxes[n];
    networks[n] = { x, y, w, h, manager: { x: x + w / 2, y: y + PAD + 0.9 } };
    teamsOf[n].forEach((t, place) => {
      teams[t] = { x: x + PAD + ((place % across) + 0.5) * DOT, y: y + PAD + MANAGER + (Math.floor(place / across) + 0.5) * DOT };
    });
  }));
  return { width: whole.width, height: whole.height, regions, networks, teams };
}

/** Return { at, heights, width, height } of boxes in rows of so many: where each lies, and how high its row is. */
function inRows(boxes, columns, gap) {
  const at = [];
  const heights = [];
  let [width, top] = [0, 0];
  for (let first = 0; first < boxes.length; first += columns) {
    const row = boxes.slice(first, first + columns);
    const high = Math.max(...row.map(({ h }) => h));
    let left = 0;
    for (const { w } of row) {
      at.push({ x: left, y: top });
      heights.push(high);
      left += w + gap;
    }
    width = Math.max(width, left - gap);
    top += high + gap;
  }
  return { at, heights, width, height: top - gap };
}

/** Return how many regions stand side by side, so that the map is neither a tower nor a ribbon. */
function columnsOf(sizes, pixels) {
  const wanted = pixels < 500 ? 0.8 : 1.7;
  let best = 1;
  let least = Infinity;
  for (let columns = 1; columns <= sizes.length; columns++) {
    const { width, height } = inRows(sizes, columns, 2 * GAP);
    const off = Math.abs(Math.log(width / height / wanted));
    if (off < least) [least, best] = [off, columns];
  }
  return best;
}
