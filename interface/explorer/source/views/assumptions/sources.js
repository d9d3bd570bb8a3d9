/** Sources: where a value comes from, in the page's language; titles, names and identifiers stay as published. */

const BETWEEN = "; ";

/** Return a source in the language of the page: clause by clause. */
export function sourceOf(app, source) {
  if (app.state.language === "en") return source;
  return source.split(BETWEEN).map((clause) => app.text(`sources.${clause}`)).join(BETWEEN);
}
