/** Percent: a share as a percentage, as the page's language writes it. */

export function percent(voice, share, digits = 0) {
  return voice.withUnit(voice.number(100 * share, digits), "%");
}
