/** Places: where regions, networks and teams lie on the map, in its own units; a team is a dot of radius 1. */

const DOT = 2.7;
const PAD = 1.7;
const MANAGER = 3.1;
const GAP = 1.3;
/** Room above a region's networks for its name; with many regions the drawing is small, and letters are not. */
const HEAD = { few: 4.2, many: 7.5 };
const MANY_REGIONS = 10;

/** Return a layout for a width in pixels: { width, height, head, regions, networks, teams }, boxes and points. */
export function layoutOf(places, size, pixels) {
  const dotsAcross = Math.ceil(Math.sqrt(size.teams_per_network));
  const dotsDown = Math.ceil(size.teams_per_network / dotsAcross);
  const network = { w: 2 * PAD + dotsAcross * DOT, h: 2 * PAD + MANAGER + dotsDown * DOT };
  const across = Math.ceil(Math.sqrt(size.networks_per_region * 1.3));
  const down = Math.ceil(size.networks_per_region / across);
  const head = size.regions > MANY_REGIONS ? HEAD.many : HEAD.few;
  const region = { w: 2 * PAD + across * (network.w + GAP) - GAP, h: head + PAD + down * (network.h + GAP) - GAP };
  const columns = columnsOf(size.regions, region, pixels);
  const rows = Math.ceil(size.regions / columns);
  const regions = places.regions.map((_, r) => ({
    x: (r % columns) * (region.w + 2 * GAP),
    y: Math.floor(r / columns) * (region.h + 2 * GAP),
    ...region,
  }));
  const networks = places.networks.map(({ region: r }, n) => {
    const i = n % size.networks_per_region;
    const x = regions[r].x + PAD + (i % across) * (network.w + GAP);
    const y = regions[r].y + head + Math.floor(i / across) * (network.h + GAP);
    return { x, y, ...network, manager: { x: x + network.w / 2, y: y + PAD + 0.9 } };
  });
  const teams = places.teams.map(({ network: n }, t) => {
    const i = t % size.teams_per_network;
    return {
      x: networks[n].x + PAD + ((i % dotsAcross) + 0.5) * DOT,
      y: networks[n].y + PAD + MANAGER + (Math.floor(i / dotsAcross) + 0.5) * DOT,
    };
  });
  return {
    width: columns * (region.w + 2 * GAP) - 2 * GAP,
    height: rows * (region.h + 2 * GAP) - 2 * GAP,
    head, regions, networks, teams,
  };
}

/** Return how many regions stand side by side, so that the map is neither a tower nor a ribbon. */
function columnsOf(regions, region, pixels) {
  const wanted = pixels < 500 ? 0.8 : 1.7;
  let best = 1;
  let least = Infinity;
  for (let columns = 1; columns <= regions; columns++) {
    const ratio = (columns * region.w) / (Math.ceil(regions / columns) * region.h);
    const off = Math.abs(Math.log(ratio / wanted));
    if (off < least) [least, best] = [off, columns];
  }
  return best;
}
