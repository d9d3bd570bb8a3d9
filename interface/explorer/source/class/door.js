/**
 * Door: who may see the answers. A page or a link for pupils leads to no teacher's page. A word of the teacher's own
 * opens it, typed or in a link; the page knows digits of it only. This keeps answers out of sight and is no lock: they are
 * in the page, as is the model that gives them, for whoever looks into its source.
 */

import { Sha256 } from "../engine/digest.js";

const DIGITS = 16;
/** A page or a link for pupils that no word opens. */
export const NO_WORD = "1";

/** Return digits of a word, however it is spaced and in whatever case. Python makes the same (door.py). */
export function digitsOf(word) {
  const said = word.normalize("NFC").trim().toLowerCase().replace(/\s+/g, " ");
  return new Sha256().update(new TextEncoder().encode(`enabling-bubbles teacher ${said}`)).hex().slice(0, DIGITS);
}

export class Door {
  #isOpen = false;

  /** @param {string | null} page what the page itself says: null, "1", or digits of a word */
  constructor(page) {
    this.page = page;
  }

  /** Return what shuts the door: the page, or a link. */
  #seal(state) {
    return this.page ?? state.pupils;
  }

  /** Return whether answers are out of sight. */
  isShut(state) {
    return Boolean(this.#seal(state)) && !this.#isOpen;
  }

  /** Return whether there is a word that opens. */
  hasWord(state) {
    return ![null, NO_WORD].includes(this.#seal(state));
  }

  /** Open by a word; return whether it did. */
  open(word, state) {
    if (!this.isShut(state)) return true;
    this.#isOpen = this.hasWord(state) && digitsOf(word) === this.#seal(state);
    return this.#isOpen;
  }
}

/** Return what the page itself says of pupils. */
export function sealOfPage(page) {
  return page.querySelector('meta[name="pupils"]')?.getAttribute("content") ?? null;
}
