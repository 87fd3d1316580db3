// Finds articles by the words in their titles, descriptions, subjects and headings, as one types.

/** @typedef {[url: string, title: string, description: string, tags: string, headings: string, date: string]} Row */

const form = document.querySelector('form.search');
const field = document.querySelector('#query');
const said = document.querySelector('.search-said');
const list = document.querySelector('.search-found');
/** How much a word counts in the title, description, subjects and headings. */
const WEIGHTS = [8, 2, 4, 3];
const MOST = 30;
const inGerman = document.documentElement.lang.startsWith('de');

if (form instanceof HTMLFormElement && field instanceof HTMLInputElement && said && list) {
  const root = form.dataset.root ?? '';
  /** @type {Promise<Row[]> | undefined} */
  let index;
  /** @returns {Promise<Row[]>} */
  const load = () => (index ??= fetch(form.dataset.index ?? '').then((answer) => answer.json()));

  const show = async () => {
    const words = plain(field.value).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    history.replaceState(null, '', words.length ? `?q=${encodeURIComponent(field.value)}` : location.pathname);
    if (!words.length) {
      said.textContent = '';
      list.replaceChildren();
      return;
    }
    const asked = field.value;
    let rows;
    try {
      rows = await load();
    } catch {
      index = undefined;
      said.textContent = inGerman
        ? 'Das Verzeichnis ließ sich nicht laden. Prüfen Sie die Verbindung und tippen Sie noch einmal.'
        : 'The index could not be loaded. Check the connection and type again.';
      return;
    }
    if (field.value !== asked) return;
    const found = rows
      .map((row) => ({ row, score: score(row, words) }))
      .filter(({ score: points }) => points > 0)
      .sort((a, b) => b.score - a.score || b.row[5].localeCompare(a.row[5]));
    const many = inGerman ? 'Artikel' : found.length === 1 ? 'article' : 'articles';
    said.textContent = `${found.length} ${many}`;
    list.replaceChildren(...found.slice(0, MOST).map(({ row }) => item(row, root)));
  };

  form.addEventListener('submit', (event) => event.preventDefault());
  field.addEventListener('focus', () => void load().catch(() => (index = undefined)), { once: true });
  field.addEventListener('input', () => void show());
  field.value = new URLSearchParams(location.search).get('q') ?? '';
  if (field.value) void show();
}

/**
 * Zero unless every word begins some word of the row.
 *
 * @param {Row} row
 * @param {string[]} words
 */
function score(row, words) {
  let whole = 0;
  for (const word of words) {
    let points = 0;
    WEIGHTS.forEach((weight, part) => {
      const text = ` ${plain(row[part + 1])}`;
      const at = text.search(new RegExp(`[^\\p{L}\\p{N}]${word}`, 'u'));
      if (at >= 0) points += weight;
    });
    if (!points) return 0;
    whole += points;
  }
  return whole;
}

/**
 * @param {Row} row
 * @param {string} root
 */
function item([url, title, description, , , date], root) {
  const link = document.createElement('a');
  link.href = root + url;
  link.textContent = title;
  const day = document.createElement('time');
  day.dateTime = date;
  day.textContent = new Date(date).toLocaleDateString(inGerman ? 'de-DE' : 'en-GB', { dateStyle: 'long', timeZone: 'UTC' });
  const text = document.createElement('p');
  text.textContent = description;
  const made = document.createElement('li');
  made.append(link, ' ', day, text);
  return made;
}

/** @param {string} text */
function plain(text) {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
