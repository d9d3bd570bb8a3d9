/** Sources: where a value comes from, in the page's language; titles, names and identifiers stay as published. */

const BETWEEN = "; ";

/** Return a source in the language of the page: clause by clause, as parameters.es.json of the report has them. */
export function sourceOf(app, source) {
  if (app.state.language === "en") return source;
  return source.split(BETWEEN).map((clause) => app.parameterWords.source[clause]).join(BETWEEN);
}
