/**
 * All that messages.en.js has, in German: the same names, the same gaps to fill in.
 *
 * @typedef {import('./messages.en.js').Facts} Facts
 */

const number = new Intl.NumberFormat('de', {maximumFractionDigits: 1});
const whole = new Intl.NumberFormat('de', {maximumFractionDigits: 0});

/** @param {string | number} bytes */
export const megabytes = (bytes) =>
  `${(Number(bytes) < 10e6 ? number : whole).format(Number(bytes) / 1e6)}\u00a0MB`;

/** @param {number} share in [0, 1] */
export const percent = (share) => `${Math.round(share * 100)}\u00a0%`;

/** Labels of controls and headings. */
export const LABELS = {
  content: 'Ihr Bild',
  style: 'Im Stil von',
  ownStyle: 'Ihr Stil',
  choose: 'Datei wählen',
  chooseContent: 'Bilddatei wählen',
  chooseStyle: 'Stildatei wählen',
  camera: 'Kamera',
  takePhoto: 'Foto aufnehmen',
  invitation: 'Wählen Sie ein Bild, ziehen Sie eines hierher oder fügen Sie eines ein.',
  live: 'Kamera oder Video',
  dropHint: 'oder hierher ziehen oder einfügen',
  contentTray: 'Beispielbilder',
  styleTray: 'Beispielstile',
  strength: 'Stärke',
  keepDetail: 'Details behalten',
  iterations: 'Durchgänge',
  attention: 'Aufmerksamkeit',
  styleSize: 'Größe des Stils',
  keepColours: 'Farben behalten',
  matchColours: 'Umfärben',
  mixStyles: 'Mit einem zweiten Stil mischen',
  oneStyle: 'Dieses Netz kennt einen Stil: zum Mischen ein anderes Netz wählen',
  mixture: 'Stile in der Mischung',
  addStyle: 'Weiteren Stil hinzufügen',
  addStyleFile: 'Stildatei hinzufügen',
  regions: 'Aufmalen, wo welcher Stil gilt',
  board: 'Ihr Bild zum Bemalen. Pfeiltasten bewegen den Pinsel, mit Umschalt weiter; die Leertaste malt.',
  paintWith: 'Malen mit',
  together: 'Alle zusammen',
  brush: 'Pinselgröße',
  fillHalf: 'Eine Hälfte füllen',
  halves: {left: 'Linke Hälfte', right: 'Rechte Hälfte', upper: 'Obere Hälfte', lower: 'Untere Hälfte'},
  clearRegions: 'Alles löschen',
  done: 'Fertig',
  maxSize: 'Höchste Auflösung',
  model: 'Netz',
  backend: 'Gerechnet mit',
  automatic: 'Automatisch',
  stylize: 'Stilisieren',
  cancel: 'Abbrechen',
  retry: 'Noch einmal versuchen',
  result: 'Das Ergebnis',
  undo: {text: 'Rückgängig', keys: 'Control+Z Meta+Z'},
  redo: {text: 'Wiederholen', keys: 'Control+Shift+Z Meta+Shift+Z Control+Y'},
  more: 'Mehr',
  saveAs: 'Sichern als',
  copy: 'Bild kopieren',
  many: 'Viele Fotos malen lassen …',
  copyLink: 'Link zu diesen Einstellungen kopieren',
  share: 'Teilen …',
  compare: 'Vorher und nachher vergleichen',
  before: 'Vorher',
  after: 'Nachher',
  example: 'Ein Beispiel, vorab berechnet',
  settings: 'Einstellungen',
  look: 'Wohin schaut es?',
  point: 'Zeigen Sie auf eine Stelle Ihres Bildes. Pfeiltasten bewegen den Punkt, mit Umschalt weiter.',
  pointHere: 'Zeigen Sie auf eine Stelle Ihres Bildes',
  levels: 'Wonach es sucht',
  fine: 'Feines',
  coarse: 'Grobes',
  both: 'Beides',
  less: 'weniger',
  much: 'mehr',
  progress: 'Fortschritt',
  fileName: 'pastiche',
};

/** Camera and video. */
export const LIVE = {
  label: 'Kamera oder Video, live gemalt',
  invitation: 'Sehen Sie gemalt, was eine Kamera sieht, oder ein Video, während es läuft. Nichts davon verlässt Ihr Gerät.',
  camera: 'Kamera benutzen',
  file: 'Video wählen',
  start: 'Live malen',
  stop: 'Malen beenden',
  takePhotograph: 'Foto aufnehmen',
  takeFrame: 'Dieses Einzelbild malen',
  otherCamera: 'Andere Kamera',
  size: 'Auflösung',
  record: 'Aufnehmen',
  save: 'Beenden und sichern',
  close: 'Kamera und Video schließen',
  photograph: 'Foto',
  video: 'Video',
  opening: 'Wird geöffnet …',
  recording: 'Das Gemalte wird aufgenommen, ohne Ton.',
  recorded: (/** @type {string} */ name) => `Gesichert als ${name}.`,
  notRecorded: 'Der Browser konnte die Aufnahme nicht schreiben. Versuchen Sie es mit einer geringeren Auflösung.',
  everywhere: 'Wo Sie welchen Stil aufgemalt haben, gilt nur für jenes eine Bild: Live werden alle überall gemischt.',
  hidden: 'Angehalten, weil diese Seite nicht zu sehen war.',
  lost: 'Die Kamera ist weg: Sie wurde abgezogen, oder eine andere Anwendung benutzt sie. Benutzen Sie sie erneut, wenn sie wieder da ist.',
  rate: (/** @type {number} */ perSecond) => `${number.format(perSecond)} Bilder je Sekunde`,
};

/** The queue of many photographs. */
export const QUEUE = {
  label: 'Viele Fotos in einem Stil',
  title: (/** @type {number} */ count) => `${count} ${plural(count)} in einem Stil`,
  waits: 'Stil und Einstellungen sind die von oben.',
  everywhere: 'Wo Sie welchen Stil aufgemalt haben, gilt nur für jenes eine Bild: Hier werden alle überall gemischt.',
  start: (/** @type {number} */ count) => `${count} ${plural(count)} malen`,
  goOn: (/** @type {number} */ count) => `Die übrigen ${count} malen`,
  zip: 'Alle als Zip sichern',
  close: 'Liste der Fotos schließen',
  said: (/** @type {Facts} */ {all, done}) => `${done} von ${all} gemalt.`,
  failed: (/** @type {string[]} */ names) => `Nicht gemalt: ${names.join(', ')}.`,
  phases: {waiting: 'wartet', running: 'wird gemalt', done: 'fertig', failed: 'gescheitert', cancelled: 'noch nicht gemalt'},
};

/** @param {number} count */
const plural = (count) => (count === 1 ? 'Foto' : 'Fotos');

/** Sentences that depend on something. */
export const SENTENCES = {
  downloadSize: (/** @type {number} */ bytes) => `lädt einmalig ${megabytes(bytes)}`,
  downloadAnd: (/** @type {number} */ bytes) => `${megabytes(bytes)} laden und stilisieren`,
  model: (/** @type {string} */ title, /** @type {number} */ bytes) => `${title}, ${megabytes(bytes)}`,
  downloading: (/** @type {number} */ loaded, /** @type {number} */ total) =>
    `Das Netz wird geladen, ${megabytes(loaded)} von ${megabytes(total)}`,
  save: (/** @type {string} */ format) => `${format} sichern`,
  fetching: () => 'Das Netz wird geladen',
  warming: () => 'Das Netz wird geweckt',
  running: () => 'Es malt',
  sizeCost: (/** @type {Facts} */ {width, height, times, bytes}) =>
    `${width} × ${height} Pixel dauern etwa ${whole.format(Number(times))}-mal so lange wie 1024 und brauchen bis zu ` +
    `${megabytes(bytes)} Speicher.`,
  pixels: (/** @type {number} */ size) => `${size} px`,
  enlarge: (/** @type {Facts} */ {width, height, size}) =>
    `Auf ${size} px vergrößern (Ihr Bild hat ${width} × ${height})`,
  compareValue: (/** @type {number} */ share) =>
    `${percent(share)} vom Original, ${percent(1 - share)} vom Ergebnis`,
  done: (/** @type {Facts} */ {width, height, ms}) =>
    `Fertig: ${width} × ${height} Pixel in ${number.format(Number(ms) / 1000)} s. ` +
    'Nichts hat Ihr Gerät verlassen.',
  weightOf: (/** @type {string} */ style) => `Anteil von ${style}`,
  remove: (/** @type {string} */ style) => `${style} entfernen`,
  addSample: (/** @type {string} */ style) => `${style} hinzufügen`,
  added: (/** @type {string} */ style) => `${style} ist in der Mischung.`,
  most: (/** @type {number} */ styles) => `Mehr als ${styles} Stile zugleich gehen nicht.`,
  removed: (/** @type {string} */ style) => `${style} ist nicht mehr in der Mischung.`,
  dabbed: (/** @type {Facts} */ {style, x, y}) =>
    `${style} bei ${percent(Number(x))} von links und ${percent(Number(y))} von oben.`,
  filled: (/** @type {Facts} */ {style, where}) => `${where}: ${style}.`,
  undone: () => 'Rückgängig gemacht.',
  cleared: () => 'Alle Stile kommen wieder überallhin.',
  heatOf: (/** @type {string} */ style) => `${style}; hell sind die Stellen, auf die geschaut wird`,
  looks: (/** @type {Facts} */ {style, row, column, share, total}) => {
    const [most, all] = [percent(Number(share)), percent(Number(total))];
    const place = REGIONS[Number(row)][Number(column)];
    if (Number(total) < LITTLE) return `${style}: kaum, ${all}.`;
    const isOne = Number(total) > 0.995;
    const what = isOne ? `${style}: Es schaut` : `${style}, ${all} des Blicks:`;
    if (Number(share) < Number(total) * EVEN) return `${what} überallhin, etwas mehr ${place}.`;
    return `${what} am meisten ${place}, ${most}.`;
  },
  looking: () => 'Es schaut …',
  firstIteration: () => 'So war es im ersten Durchgang.',
  promise: () => 'Ihre Bilder bleiben auf diesem Gerät.',
  resultAlt: (/** @type {string} */ content, /** @type {string} */ style) =>
    `${content}, im Stil von ${style}`,
  previewAlt: (/** @type {string} */ content, /** @type {string} */ style) =>
    `${content}, im Stil von ${style}: eine erste kleine Fassung`,
};

/** Ninths of a picture, from the top, each from the left. */
const REGIONS = [
  ['nach links oben', 'nach oben', 'nach rechts oben'],
  ['nach links', 'in die Mitte', 'nach rechts'],
  ['nach links unten', 'nach unten', 'nach rechts unten'],
];

/** A ninth that gets less than this is hardly more than the others. */
const EVEN = 0.18;

/** A style that gets less than this of the look among several gets hardly any. */
const LITTLE = 0.05;

/** What went wrong, by code. @type {Record<string, (facts: Facts) => string>} */
export const ERRORS = {
  'model-not-found': ({status}) =>
    `Das Netz ließ sich nicht laden (der Server antwortete mit ${status}). Versuchen Sie es gleich noch einmal.`,
  'model-damaged': ({file}) =>
    `Ein Teil des Netzes kam beschädigt an (${file}) und wurde verworfen. Versuchen Sie es noch einmal, dann wird er neu geladen.`,
  'model-unknown': ({family}) =>
    `Diese Seite kennt keine Netze der Art „${family}“. Laden Sie die Seite neu und versuchen Sie es noch einmal.`,
  network: () =>
    'Das Netz ließ sich nicht laden: Die Verbindung brach ab. Prüfen Sie, ob Sie online sind, und versuchen Sie es noch einmal.',
  'no-backend': () =>
    'Dieser Browser bietet weder WebGL noch WebAssembly so, dass richtige Ergebnisse herauskommen, ' +
    'und ohne beides bräuchte ein Bild viele Minuten. Der Artikel und seine Beispiele gehen ' +
    'trotzdem; vielleicht kann es ein anderer Browser.',
  'out-of-memory': () =>
    'Dem Gerät ging der Speicher aus. Wählen Sie eine niedrigere Auflösung und versuchen Sie es noch einmal.',
  'context-lost': () =>
    'Die Grafikkarte wurde beim Malen zurückgesetzt. Versuchen Sie es noch einmal; es beginnt von vorn.',
  'worker-failed': () => 'Das Malen brach unerwartet ab. Versuchen Sie es noch einmal; es beginnt von vorn.',
  'page-outdated': () =>
    'Diese Seite wurde erneuert, seit Sie sie geöffnet haben. Laden Sie sie neu und versuchen Sie es noch einmal.',
  'nothing-chosen': () => 'Wählen Sie zuerst ein Bild und einen Stil.',
  'look-unreachable': () =>
    'Was zeigt, wohin es schaut, ließ sich nicht laden: Die Verbindung brach ab. Prüfen Sie, ob Sie ' +
    'online sind, und drücken Sie den Knopf noch einmal.',
  'picture-none': () => 'Diese Datei ist kein Bild. Wählen Sie eine JPEG-, PNG- oder WebP-Datei.',
  'picture-broken': () =>
    'Dieses Bild ließ sich nicht öffnen: Die Datei scheint beschädigt. Sichern Sie es noch einmal als JPEG oder PNG.',
  'picture-cut': ({title}) =>
    `„${title}“ ließ sich nicht öffnen: Die Datei endet zu früh, wie nach einem abgebrochenen Herunterladen ` +
    'oder Kopieren. Laden oder kopieren Sie sie noch einmal.',
  'picture-format': ({format}) =>
    `Dieser Browser kann Bilder im Format ${format} nicht öffnen. Sichern Sie das Bild als JPEG oder PNG und wählen Sie jenes.`,
  'sample-unreachable': ({title}) =>
    `„${title}“ ließ sich nicht laden: Die Verbindung brach ab. Prüfen Sie, ob Sie online sind, und ` +
    'wählen Sie es noch einmal, oder wählen Sie eine eigene Datei.',
  'part-unreachable': () =>
    'Dieser Teil der Seite ließ sich nicht laden: Die Verbindung brach ab. Prüfen Sie, ob Sie online ' +
    'sind, und versuchen Sie es noch einmal.',
  'picture-svg': () =>
    'SVG-Zeichnungen haben keine Pixel, mit denen sich malen ließe. Sichern Sie die Zeichnung als PNG und wählen Sie jenes.',
  'picture-pdf': () => 'Das ist ein PDF-Dokument. Sichern Sie die gewünschte Seite als PNG oder JPEG.',
  'camera-refused': () =>
    'Der Browser ließ diese Seite die Kamera nicht benutzen. Erlauben Sie es in den Einstellungen der Website und drücken Sie den Knopf noch einmal.',
  'camera-none': () => 'Es wurde keine Kamera gefunden. Schließen Sie eine an oder wählen Sie ein Video.',
  'camera-busy': () =>
    'Die Kamera ließ sich nicht starten: Vielleicht benutzt sie eine andere Anwendung. Schließen Sie diese und versuchen Sie es noch einmal.',
  'camera-unsupported': () =>
    'Dieser Browser gibt Seiten hier keine Kamera. Öffnen Sie die Seite mit https oder wählen Sie ein Video.',
  'video-broken': () =>
    'Dieser Browser kann das Video nicht abspielen: Sein Format ist unbekannt, oder die Datei ist beschädigt. Sichern Sie es als MP4 (H.264) oder WebM und wählen Sie jenes.',
  'picture-video': () => 'Das ist ein Video. Sichern Sie ein Einzelbild daraus und wählen Sie jenes.',
};

/** What was done differently from what was asked. @type {Record<string, (facts: Facts) => string>} */
export const NOTICES = {
  'actions-unreachable': () =>
    'Was zum Sichern, Teilen und Rückgängigmachen nötig ist, ließ sich nicht laden: Die Verbindung brach ab. ' +
    'Es kommt mit dem nächsten Bild.',
  huge: ({megapixels, size}) =>
    `Das ist ein großes Bild (${number.format(Number(megapixels))} Megapixel); es wird mit einer ` +
    `längeren Seite von ${size} Pixeln gemalt.`,
  lowered: ({from, to}) =>
    `${from} Pixel brauchen mehr Speicher, als dieses Gerät einer Seite gibt; gemalt wurde mit ${to}.`,
  restarted: () => 'Die Grafikkarte wurde zwischendurch zurückgesetzt; das Malen hat von selbst neu begonnen.',
  'style-lowered': ({scale}) =>
    'Muster dieser Größe brauchen mehr Speicher, als dieses Gerät einer Seite gibt; die Größe des ' +
    `Stils beträgt nun ${percent(Number(scale))}.`,
  'webgpu-refused': ({backend}) =>
    `WebGPU geht hier nicht oder ergab in seinem Test Falsches; stattdessen wird ${backend === 'wasm' ? 'WebAssembly' : 'WebGL'} benutzt.`,
  'not-kept': () =>
    'Auf diesem Gerät war kein Platz, das Netz aufzubewahren: Es geht jetzt und wird beim nächsten Mal wieder geladen.',
  'picture-cut': ({title}) =>
    `Die Datei von „${title}“ endet zu früh: Ein Teil des Bildes fehlt vielleicht. Laden oder kopieren Sie sie ` +
    'noch einmal, um alles zu haben.',
  copied: () => 'Das Bild ist in der Zwischenablage.',
  'link-copied': () =>
    'Ein Link zu diesen Einstellungen ist in der Zwischenablage. Ihre eigenen Bilder stecken nicht darin, und auch nicht, wo Sie welchen Stil aufgemalt haben.',
  'not-copied': () =>
    'Der Browser ließ diese Seite nicht an die Zwischenablage. Erlauben Sie es in den Einstellungen der Website, oder sichern Sie das Bild.',
  'not-shared': () => 'Das Bild ließ sich nicht teilen. Sichern Sie es und teilen Sie die Datei.',
  'not-saved': () =>
    'Das Bild ließ sich nicht sichern: Dem Gerät ging der Speicher aus. Wählen Sie eine niedrigere Auflösung und versuchen Sie es noch einmal.',
  slow: () => 'Das dauert lange. Warten Sie weiter, oder brechen Sie ab und wählen Sie eine niedrigere Auflösung.',
};
