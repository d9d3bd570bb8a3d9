/** Looks: what a view was looking at, kept while another view, or the same in another language, is shown. */

const kept = new WeakMap();

/** Return what a view keeps: a plain object to change in place, `usual` where nothing is kept yet. */
export function looksOf(app, view, usual) {
  if (!kept.has(app)) kept.set(app, {});
  const views = kept.get(app);
  views[view] ??= { ...usual };
  return views[view];
}
