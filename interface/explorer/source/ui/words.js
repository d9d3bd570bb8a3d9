/** Words: what the page says, in the language chosen, and how it writes numbers. */

export const LANGUAGES = { en: "English", es: "Español" };
const LOCALE = { en: "en-GB", es: "es-HN" };

/**
 * Return the voice of a language: `text(key, parts)` and numbers as that language writes them. Sentences are the page's
 * own; what things are called is in the card, from the vocabulary of the house.
 */
export function voiceOf(language, texts, card, { months, money = null }) {
  const own = { ...card.words[language], ...texts[language] };
  const quoted = card.quoted[language];
  const kept = new Map();

  const usual = card.money[language];
  const own_ = money?.[language] ?? usual;
  /** Prices are in the money of the scenario, whatever the declarations are in. */
  const inMoney = (said) => (own_ !== usual && said.includes(usual) ? said.replaceAll(usual, own_) : said);

  /** Spanish joins an article that a part begins with: "en lugar del mes 24". A place called "El Paraíso" keeps its own. */
  const joined = (said) => (language === "es" ? said.replace(/(?<!\p{L})(de|a) el(?!\p{L})/gu, "$1l") : said);

  function text(key, parts = {}) {
    const found = own[key];
    if (found === undefined) throw new Error(`no text for ${key} in ${language}`);
    if (!found.includes("{")) return inMoney(found);
    return joined(inMoney(found).replace(/\{(\w+)\}/g, (whole, name) => parts[name] ?? quoted[name] ?? whole));
  }

  function format(least, most) {
    const key = `${least}-${most}`;
    if (!kept.has(key)) {
      const options = { minimumFractionDigits: least, maximumFractionDigits: most, useGrouping: true };
      kept.set(key, new Intl.NumberFormat(LOCALE[language], options));
    }
    return kept.get(key);
  }

  const written = (value, least, most) =>
    Number.isFinite(value) ? format(least, most).format(value === 0 ? 0 : value).replace("-", "−") : "—";

  return {
    language,
    text,
    months,
    has: (key) => own[key] !== undefined,
    number: (value, digits = 2) => written(roundedZero(value, digits), digits, digits),
    exact: (value) => written(value, 0, 8),
    /** A number as one types it: no thousands apart, which could be read as decimals. */
    typed: (value) => String(Number(value.toPrecision(12))),
    points: (value, digits = 1) => written(roundedZero(100 * value, digits), digits, digits),
    signed: (value, digits = 1) => {
      const shown = roundedZero(value, digits);
      return Number.isFinite(shown) ? (shown > 0 ? "+" : "") + written(shown, digits, digits) : "—";
    },
    /** A share as "62 of 100". */
    ofHundred: (count, of) => {
      if (!of) return "—";
      const share = (100 * count) / of;
      if (share > 99 && share < 100) return ">99";
      return share > 0 && share < 1 ? "<1" : String(Math.round(share));
    },
    /** A number with its unit behind it. */
    withUnit: (number, unit) => (unit === "%" ? `${number}%` : `${number} ${unit}`),
    list: (items) => new Intl.ListFormat(LOCALE[language], { type: "conjunction" }).format(items),
    meaning: (name) => text(`parameter.${name}.meaning`),
    unit: (unit) => text(`units.${unit}.name`),
    question: (scenario) => scenario.question[language] ?? scenario.question.en,
  };
}

/** Return the date of a month, "2026-07", where month 0 is `start`, [year, month]. */
export function dateOf([year, month], after) {
  const moment = 12 * year + month - 1 + after;
  return `${Math.floor(moment / 12)}-${String((moment % 12) + 1).padStart(2, "0")}`;
}

/**
 * Return the month that a person typed: "24"; where month 0 is `start`, [year, month], also "2026-07" and, by the names
 * of the twelve months, "July 2026". NaN where it is none of these.
 */
export function typedMonth(text, start, names) {
  const given = text.trim();
  if (/^\d{1,3}$/.test(given)) return Number(given);
  if (!start) return Number.NaN;
  const figures = /^(\d{4})-(\d{1,2})$/.exec(given);
  const words = /^(\p{L}+)\.?,?\s+(?:de\s+)?(\d{4})$/u.exec(given);
  const isCalled = (called) => called.some((name) => name.toLowerCase() === words[1].toLowerCase());
  const [year, month] = figures ? [Number(figures[1]), Number(figures[2])] : words ? [Number(words[2]), 1 + names.findIndex(isCalled)] : [0, 0];
  return month >= 1 && month <= 12 ? 12 * (year - start[0]) + month - start[1] : Number.NaN;
}

/** Return a number without the sign that rounding to zero would leave. */
function roundedZero(value, digits) {
  return Math.abs(value) < 0.5 * 10 ** -digits ? 0 : value;
}

/**
 * Return the decimal that a person typed in either language, NaN where it is none. Where numbers of thousands are
 * asked, "5.000" and "5,000" are five thousand.
 */
export function typedNumber(text, { thousands = false } = {}) {
  const given = text.trim();
  const plain = (thousands && /^\d{1,3}([.,\u00a0 ]\d{3})+$/.test(given) ? given.replace(/[^\d]/g, "") : given).replace("−", "-").replace(",", ".");
  return /^-?(\d+\.?\d*|\.\d+)(e-?\d+)?$/i.test(plain) ? Number(plain) : Number.NaN;
}
