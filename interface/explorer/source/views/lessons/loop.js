/** Loop: what a lesson says of a loop: its number, its name, and what it does, as the card has them. */

/** Return { key, short, name, words, cut } of a loop: `short` is R or B and its number among its kind. */
export function loopOf(app, key) {
  const loop = app.card.loops.find(({ name }) => name === key);
  const kind = app.card.loops.filter(({ reinforcing }) => reinforcing === loop.reinforcing);
  const short = `${loop.reinforcing ? "R" : "B"}${kind.indexOf(loop) + 1}`;
  const { language } = app.state;
  return { key, short, name: `${short} ${app.text(`loops.${key}.name`)}`, words: loop.words[language], cut: loop.cut_words[language] };
}
