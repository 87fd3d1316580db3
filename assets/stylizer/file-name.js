/** Names of files, made of what is in them. Pure. */

/** Longest part, in characters: file systems stop at 255 bytes, and a character has up to four. */
const LONGEST = 28;

/**
 * A title as part of a file name: letters and digits of any script, and between them hyphens, so
 * that no file system and no address minds it.
 * @param {string} title
 */
export function safe(title) {
  const words = title.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}_]+/gu, '-');
  return [...words].slice(0, LONGEST).join('').replace(/^-+|-+$/g, '');
}

/**
 * @param {string[]} titles what went into the file @param {string} ending without the dot
 * @param {string} otherwise a name for titles without a single letter or digit
 */
export function fileName(titles, ending, otherwise) {
  const parts = titles.map(safe).filter(Boolean);
  return `${parts.join('-in-') || otherwise}.${ending}`;
}

/**
 * Names that are all different even where capitals do not count: a second `a.png` is `a-2.png`.
 * @param {string[]} names @returns {string[]}
 */
export function distinct(names) {
  /** @type {Set<string>} */
  const taken = new Set();
  return names.map((name) => {
    const [, stem, ending] = /** @type {RegExpExecArray} */ (/^(.*?)(\.\w+)?$/s.exec(name));
    let candidate = name;
    for (let count = 2; taken.has(candidate.toLowerCase()); count++) {
      candidate = `${stem}-${count}${ending ?? ''}`;
    }
    taken.add(candidate.toLowerCase());
    return candidate;
  });
}
