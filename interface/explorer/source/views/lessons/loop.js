/** Loop: what a lesson says of a loop: its number, its name, and what it does, as the card has them. */

/** Return { key, short, name, words, cut } of a loop: `short` is its number, R or B among its kind. */
export function loopOf(app, key) {
  const { number: short, words, cut_words } = app.card.loops.find(({ name }) => name === key);
  const { language } = app.state;
  return { key, short, name: `${short} ${app.text(`loops.${key}.name`)}`, words: words[language], cut: cut_words[language] };
}
