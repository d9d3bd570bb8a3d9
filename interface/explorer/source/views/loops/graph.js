/** Graph: what acts on what, read off the card's register of links: arrows of a stage, and ways from one variable to another. */

/**
 * Return a stage's arrows: { key, source, target, way, sign, links, loops, late }. An arrow may stand for a way of several
 * links, between variables that are no boxes yet; `loops` are those that pass along all of it, `late` says how it is delayed.
 */
export function arrowsOf(card, stage) {
  return stage.arrows.map(({ way, sign }) => {
    const steps = stepsOf(way).map(([source, target]) => linksBetween(card, source, target));
    const links = steps.flat();
    const loops = card.loops.map(({ name }) => name).filter((name) => steps.every((some) => some.some((link) => link.loops.includes(name))));
    const [source, target] = [way[0], way.at(-1)];
    return { key: `${source} > ${target}`, source, target, way, sign, links, loops, late: [...new Set(links.map(({ late }) => late).filter(Boolean))] };
  });
}

/** Return which of a stage's arrows a loop's main round goes along, by their keys. */
export function roundOf(loop, arrows) {
  const own = new Set(stepsOf([...loop.path, loop.path[0]]).map(String));
  return new Set(arrows.filter(({ way }) => stepsOf(way).every((step) => own.has(String(step)))).map(({ key }) => key));
}

export function stepsOf(way) {
  return way.slice(1).map((name, i) => [way[i], name]);
}

export function linksBetween(card, source, target) {
  return card.links.filter((link) => link.source === source && link.target === target);
}

/** Return the sign of links of the same two variables: 0 where they differ or it depends. */
export function signOf(links) {
  const signs = new Set(links.map(({ sign }) => sign));
  return signs.size === 1 ? links[0].sign : 0;
}

/** Return the product of the signs along a way. */
export function signAlong(card, way) {
  return stepsOf(way).reduce((sign, [source, target]) => sign * signOf(linksBetween(card, source, target)), 1);
}

/** Return the shortest ways from one variable to another, each as its variables; from one to itself, the shortest rounds. */
export function nearestWays(card, from, to, among) {
  const next = new Map(among.map((name) => [name, new Set()]));
  for (const { source, target } of card.links) if (next.has(source) && next.has(target)) next.get(source).add(target);
  const seen = new Set([from]);
  for (let ways = [[from]]; ways.length; ) {
    const longer = ways.flatMap((way) => [...next.get(way.at(-1))].filter((name) => name === to || !seen.has(name)).map((name) => [...way, name]));
    const found = longer.filter((way) => way.at(-1) === to);
    if (found.length) return found;
    for (const way of longer) seen.add(way.at(-1));
    ways = longer;
  }
  return [];
}

/** Return the values that take a link away, and the other links that they take away with it; null where none do. */
export function cutOfLink(card, link) {
  const names = Object.keys(link.cut);
  if (names.length === 0) return null;
  const others = card.links.filter((one) => one !== link && one.parameters.some((name) => names.includes(name)));
  return { link, values: link.cut, others };
}

/** Return the cut along a way that takes fewest other links away: of one of its links, all of whose parts can be cut; null where there is none. */
export function cutAlong(card, way) {
  const cuts = stepsOf(way).map(([source, target]) => linksBetween(card, source, target))
    .filter((links) => links.every((link) => Object.keys(link.cut).length))
    .map((links) => {
      const each = links.map((link) => cutOfLink(card, link));
      return { link: links[0], values: Object.assign({}, ...each.map(({ values }) => values)), others: [...new Set(each.flatMap(({ others }) => others))].filter((one) => !links.includes(one)) };
    });
  return cuts.reduce((best, one) => (best === null || one.others.length < best.others.length ? one : best), null);
}
