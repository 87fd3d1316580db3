/** Alle Sätze der Labore, wie in words.en.js. */

const whole = new Intl.NumberFormat('de', {maximumFractionDigits: 0});
const cents = new Intl.NumberFormat('de', {minimumFractionDigits: 2, maximumFractionDigits: 2});
const list = new Intl.ListFormat('de');
const two = new Intl.NumberFormat('de', {minimumSignificantDigits: 2, maximumSignificantDigits: 2});
const small = new Intl.NumberFormat('de', {maximumSignificantDigits: 2});
const tenth = new Intl.NumberFormat('de', {minimumFractionDigits: 1, maximumFractionDigits: 1});

/** @param {number} value */
export const figure = (value) => small.format(value);

/** @type {typeof import('./words.en.js').WORDS} */
export const WORDS = {
  lab: 'Stilübertragung durch Optimieren',
  textureLab: 'Textursynthese durch Optimieren',
  picture: 'Das Bild, wie es jetzt ist',
  start: 'Starten',
  again: 'Neu beginnen',
  pause: 'Anhalten',
  resume: 'Weiter',
  stop: 'Beenden',
  save: 'Bild sichern',
  fileName: 'pastiche-gatys',
  settings: 'Einstellungen',
  style: 'Gewicht des Stils',
  smooth: 'Gewicht der Glätte',
  none: 'keine',
  styleLayers: 'Schichten, deren Gram-Matrizen der Stil sind',
  contentLayer: 'Schicht, die der Inhalt ist',
  pooling: 'Pooling',
  poolings: {average: 'Mittelwert', max: 'Maximum'},
  from: 'Beginnen mit',
  starts: {noise: 'Rauschen', content: 'dem Inhalt'},
  optimiser: 'Verfahren',
  optimisers: {lbfgs: 'L-BFGS', adam: 'Adam'},
  size: 'Längere Seite',
  pixels: (count) => `${count}\u00a0px`,
  losses: {content: 'Inhalt', style: 'Stil', smooth: 'Rauheit'},
  curves: 'Die Verluste, jeder mal seinem Gewicht, nach so vielen Auswertungen; logarithmisch',
  evaluations: 'Auswertungen',
  power: (value) => `× ${small.format(10 ** value)}`,
  invitation: (megabytes) =>
    `Starten lädt ein Netz (${megabytes}, einmal) und ändert dann Schritt für Schritt die Pixel, hier in der Seite.`,
  fetching: (share) => `Das Netz wird geladen: ${whole.format(100 * share)}\u00a0%`,
  starting: 'Das Netz wird gestartet …',
  pausedAt: (count) => `Angehalten nach ${whole.format(count)} Auswertungen.`,
  stoppedAt: (count) => `Beendet nach ${whole.format(count)} Auswertungen.`,
  doneAt: (count) => `Fertig nach ${whole.format(count)} Auswertungen.`,
  runningAt: (count, rate) => `${whole.format(count)} Auswertungen, ${small.format(rate)} in der Sekunde`,
  fallen: (loss, first, last) => {
    if (!(last > 0 && first > 0)) return `${loss} ${small.format(last)}`;
    const times = first / last;
    if (times >= 1.05) return `${loss} ${small.format(last)}, ${small.format(times)}-mal kleiner als am Anfang`;
    return times <= 0.95
      ? `${loss} ${small.format(last)}, ${small.format(1 / times)}-mal größer als am Anfang`
      : `${loss} ${small.format(last)}, wie am Anfang`;
  },
  all: (parts) => `Verluste: ${parts.join('; ')}.`,

  gram: 'Eine Gram-Matrix zum Anfassen',
  show: 'Die Matrix berechnen',
  gramInvitation: (megabytes) =>
    `Der Knopf lädt ein Netz (${megabytes}, einmal), zeigt ihm das Bild, und dann lässt sich die Matrix anfassen.`,
  inPicture: 'Im Bild',
  layer: 'Schicht',
  matrix: (channels) =>
    `Gram-Matrix, ${channels} mal ${channels}. Zeigen Sie auf einen Eintrag; Pfeiltasten gehen zum nächsten.`,
  one: (channel) => `Kanal ${channel}`,
  together: 'Beide zugleich',
  entry: (a, b, value, likeness) =>
    a === b
      ? `Kanal ${a} mit sich selbst: ${small.format(value)}, so stark ist er im Ganzen.`
      : `Kanäle ${a} und ${b}: ${small.format(value)}; ${nearness(likeness)} (Kosinus ${small.format(likeness)}).`,

  families: {
    lab: 'Ein Foto, ein Gemälde, alle Verfahren',
    go: 'Vergleichen',
    cancel: 'Abbrechen',
    enough: 'So weit genügt die Suche',
    length: 'Auswertungen der Suche',
    table: 'Zeiten, Bytes und Verluste jedes Verfahrens',
    none: 'nicht gemessen',
    waits: 'Wartet, bis die Reihe kommt.',
    enlarge: (title) => `${title}: das Bild groß zeigen`,
    large: 'Die Bilder, groß',
    previous: 'Voriges Bild',
    next: 'Nächstes Bild',
    close: 'Schließen',
    seconds: (value) => two.format(value),
    million: (bytes) => (bytes < 10e6 ? cents : whole).format(bytes / 1e6),
    loss: (value) => cents.format(value),
    evaluated: (count) => `${whole.format(count)} Auswertungen`,
    invitation: (megabytes) =>
      `Vergleichen lädt die Netze (zusammen ${megabytes}, einmal) und lässt sie in dieser Seite malen, eines nach dem anderen.`,
    fetching: (title, share) => `${title}: Das Netz wird geladen, ${whole.format(100 * share)}\u00a0%`,
    paints: (title) => `${title}: malt …`,
    searching: (count, all) => `Die Suche ist bei ${whole.format(count)} von ${whole.format(all)} Auswertungen.`,
    absent: (name) =>
      `Diese Fassung der Website ist ohne es gebaut: Es wird geholt, nicht mitgeliefert (python3 build.py model fetch ${name}).`,
    otherStyle: (styles) =>
      `Jedes dieser Netze kennt nur ein Gemälde. Hier sind es ${list.format(styles)}: Wählen Sie eines davon, um es zu sehen.`,
    cancelled: 'Abgebrochen. Was fertig war, bleibt.',
    done: 'Fertig. Die Zahlen stehen in der Tabelle.',
    unjudged: 'Die Verluste ließen sich nicht alle berechnen.',
  },

  sizes: {
    lab: 'Netze in mehreren Größen',
    size: 'Größe',
    channels: (count, isTeacher) => `${count} ${count === 1 ? 'Kanal' : 'Kanäle'}${isTeacher ? ' (der Lehrer)' : ''}`,
    bits: 'Bits je Gewicht',
    paint: 'Malen',
    teacher: 'Das Bild des Lehrers',
    difference: 'Der Unterschied, dreifach verstärkt',
    invitation: (megabytes) =>
      `Malen lädt den Lehrer (${megabytes}, einmal) und jedes kleinere Netz, sobald es gewünscht wird.`,
    facts: ({numbers, outcome}) => [
      ['Zahlen', whole.format(numbers)],
      ['Bytes', outcome ? whole.format(outcome.bytes) : '–'],
      ['Millisekunden', outcome ? small.format(outcome.ms) : '–'],
      ['Ähnlichkeit (PSNR)', outcome ? alike(outcome.psnr) : '–'],
    ],
    painted: (channels, {bits, bytes, psnr}) =>
      `Kanäle: ${channels}; Bits: ${bits}; Kilobytes: ${small.format(bytes / 1000)}. Ähnlichkeit mit dem Bild des Lehrers: ${alike(psnr)}.`,
  },
};

/** @param {number} psnr */
const alike = (psnr) => (psnr === Infinity ? 'gleich' : `${tenth.format(psnr)} dB`);

/** @param {number} likeness */
function nearness(likeness) {
  if (likeness > 0.8) return 'fast immer zusammen zu finden';
  if (likeness > 0.5) return 'oft zusammen zu finden';
  return likeness > 0.2 ? 'manchmal zusammen zu finden' : 'kaum je zusammen zu finden';
}
