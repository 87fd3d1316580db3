/** Jeder Satz einer Karte von Stilen. Was ein Fehler sagt, steht in den Meldungen des Stylizers. */

const whole = new Intl.NumberFormat('de', {maximumFractionDigits: 0});

/** @type {typeof import('./words.en.js').MAP_WORDS} */
export const MAP_WORDS = {
  lab: 'Eine Karte der Stile',
  pad: 'Karte der Stile. Pfeiltasten bewegen über sie hin, mit Umschalt in größeren Schritten.',
  keys: 'Ziehen Sie über die Karte, oder nehmen Sie die Pfeiltasten. Auf einem der kleinen Bilder sind Sie bei diesem Stil selbst; auch die Auswahl darunter führt hin.',
  result: 'Das Bild im Stil dieser Stelle',
  start: 'Karte öffnen',
  save: 'Bild speichern',
  fileName: 'pastiche-karte',
  strength: 'Stärke',
  size: 'Längere Seite',
  pixels: (count) => `${count}\u00a0px`,
  invitation: (megabytes) =>
    `Die Taste lädt ein Netz (${megabytes}, einmal), zeigt ihm alle Stile darunter und malt dann sofort, wo immer Sie auf der Karte sind.`,
  placing: (done, all) => `Ansehen der Stile: ${done} von ${all}`,
  share: (share) => `Die Karte zeigt ${whole.format(100 * share)}\u00a0% dessen, worin sich diese Stile unterscheiden.`,
  edge: 'Hier ist der Rand: Dahinter ist kein Stil mehr.',
  at: (title) => `Genau bei ${title}.`,
  near: (first, second) => `Am nächsten: ${first}, dann ${second}.`,
  nearTo: (title) => `Nahe bei ${title}`,
  painted: (ms) => `Gemalt in ${whole.format(ms)}\u00a0ms.`,
};
