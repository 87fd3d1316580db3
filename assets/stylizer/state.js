/**
 * What the stylizer knows, and how it changes: a pure reducer, (state, event) -> state.
 *
 * @typedef {'idle'|'downloading'|'warming'|'ready'|'running'|'done'|'error'} Phase
 *
 * @typedef {object} Settings
 * @property {number} strength in [0, 1]
 * @property {number} keepDetail in [0, 1]
 * @property {number} iterations from 1 to 5: how often, each result being the next content
 * @property {number} maxSize longer side of the result at most, in pixels
 * @property {number} enlarge 1: a content below `maxSize` is enlarged to it; 0: it keeps its size
 * @property {number} attention in [0, 1], how sharply the network looks: at 0 it is AdaIN (looked.js)
 * @property {number} styleSize how large the styles' patterns are, to what is usual (plan.js)
 * @property {number} keepColours in [0, 1], how far the result has the content's colours
 * @property {number} matchColours in [0, 1], how far it has those of the styles (colours.js)
 *
 * @typedef {object} Shown a finished picture, as far as the page needs to know about it
 * @property {number} width
 * @property {number} height
 * @property {number} ms
 * @property {string} backend
 *
 * @typedef {{code: string, facts: Record<string, string | number>}} Message
 *
 * @typedef {object} State
 * @property {Phase} phase
 * @property {string} model name of the network in use
 * @property {import('./image-io.js').Picture | null} content
 * @property {import('./image-io.js').Picture | null} style the first one
 * @property {import('./mixture.js').Weighted[]} others styles beside it (mixture.js)
 * @property {import('./regions.js').Regions | null} regions where each style goes; null: all everywhere
 * @property {Settings} settings
 * @property {{loaded: number, total: number} | null} progress of the phase
 * @property {boolean} modelReady whether pressing the button downloads anything
 * @property {string | null} backend
 * @property {import('./plan.js').Limits | null} limits of the machine, once they are known
 * @property {Shown | null} result
 * @property {boolean} preview whether a first small version of what is being painted is on show
 * @property {Message[]} notices what was done differently from what was asked, and why
 * @property {Message | null} error
 *
 * @typedef {{type: 'picture', role: 'content' | 'style', picture: import('./image-io.js').Picture, byPage?: boolean}
 *   | {type: 'styles', styles: import('./mixture.js').Weighted[]}
 *   | {type: 'regions', regions: import('./regions.js').Regions | null}
 *   | {type: 'setting', name: keyof Settings, value: number}
 *   | {type: 'model', model: string, ready: boolean}
 *   | {type: 'model-kept', model: string}
 *   | {type: 'start', phase: 'downloading' | 'warming' | 'running'}
 *   | {type: 'download', loaded: number, total: number}
 *   | {type: 'warm'}
 *   | {type: 'loaded', backend: string, limits: import('./plan.js').Limits}
 *   | {type: 'run', loaded: number, total: number}
 *   | {type: 'notice', notice: Message}
 *   | {type: 'preview', outcome: import('./session.js').Outcome}
 *   | {type: 'glimpse', result: Shown}
 *   | {type: 'result', result: Shown}
 *   | {type: 'restore', state: State}
 *   | {type: 'fail', error: Message}
 *   | {type: 'cancel'}} Event
 */

/** Phases during which something is under way and Cancel makes sense. */
export const BUSY = new Set(['downloading', 'warming', 'running']);

/** The pictures a state refers to. @param {State} state */
export function picturesOf({content, style, others}) {
  return [content, style, ...others.map(({picture}) => picture)].filter((picture) => picture !== null);
}

/** Whether styles have places of their own. @param {State} state */
export const isDivided = ({regions, others}) => regions !== null && others.length > 0;

/**
 * In what two states ask for different results: names of settings and of fields of the state.
 * @param {State} one @param {State} other
 */
export function differences(one, other) {
  const fields = /** @type {const} */ (['content', 'style', 'model', 'regions']);
  const settings = /** @type {(keyof Settings)[]} */ (Object.keys(one.settings));
  return [
    ...fields.filter((name) => one[name] !== other[name]),
    ...inMixtures(one.others, other.others),
    ...settings.filter((name) => one.settings[name] !== other.settings[name]),
  ];
}

/**
 * @param {State['others']} some @param {State['others']} more
 * @returns {('others' | 'weights')[]} whether they are other styles, or weighted differently
 */
function inMixtures(some, more) {
  if (some.length !== more.length || some.some(({picture}, i) => picture !== more[i].picture)) return ['others'];
  return some.some(({weight}, i) => weight !== more[i].weight) ? ['weights'] : [];
}

/** @type {Settings} */
const USUAL = Object.freeze({
  strength: 1,
  keepDetail: 1,
  iterations: 1,
  attention: 1,
  maxSize: 512,
  enlarge: 0,
  styleSize: 1,
  keepColours: 0,
  matchColours: 0,
});

/** What settings ask of a plan (plan.js). @param {Settings} settings */
export const sizesOf = ({maxSize, styleSize, enlarge}) => ({maxSize, styleScale: styleSize, enlarge: enlarge > 0});

/** @param {string} model @param {Partial<Settings>} [settings] @returns {State} */
export function initial(model, settings) {
  return {
    phase: 'idle',
    model,
    content: null,
    style: null,
    others: [],
    regions: null,
    settings: {...USUAL, ...settings},
    progress: null,
    modelReady: false,
    backend: null,
    limits: null,
    result: null,
    preview: false,
    notices: [],
    error: null,
  };
}

/** @param {State} state @param {Event} event @returns {State} */
export function reduce(state, event) {
  switch (event.type) {
    case 'picture': {
      const preview = state.preview && event.role !== 'content';
      const regions = event.role === 'content' ? null : state.regions;
      return {...(event.byPage ? state : settled(state)), preview, regions, [event.role]: event.picture};
    }
    case 'styles': {
      const [first, ...others] = event.styles;
      return {...settled(state), style: first?.picture ?? null, others};
    }
    case 'regions':
      return {...settled(state), regions: event.regions};
    case 'setting':
      return {...state, settings: {...state.settings, [event.name]: event.value}};
    case 'model': {
      const rest = {...state, model: event.model, modelReady: event.ready, backend: null};
      return {...rest, phase: resting(rest), progress: null, error: null, notices: []};
    }
    case 'model-kept':
      return event.model === state.model ? {...state, modelReady: true} : state;
    case 'start':
      return {...state, phase: event.phase, progress: null, error: null, notices: []};
    case 'download': {
      const {loaded, total} = event;
      return {...state, phase: 'downloading', progress: {loaded, total}};
    }
    case 'warm':
      return {...state, phase: 'warming', progress: null};
    case 'loaded': {
      const {backend, limits} = event;
      const phase = state.phase === 'idle' || BUSY.has(state.phase) ? 'ready' : state.phase;
      return {...state, phase, progress: null, modelReady: true, backend, limits};
    }
    case 'run':
      return {
        ...state,
        phase: 'running',
        progress: {loaded: event.loaded, total: event.total},
      };
    case 'notice': {
      const others = state.notices.filter(({code}) => code !== event.notice.code);
      return {...state, notices: [...others, event.notice]};
    }
    case 'preview':
      return {...state, preview: true};
    case 'glimpse': // of a run that is not the last that was asked for
      return {...state, result: event.result, preview: false};
    case 'result':
      return {...state, phase: 'done', progress: null, error: null, result: event.result, preview: false};
    case 'restore': {
      const {modelReady, backend, limits} = state; // of now; the rest as it was with the result
      const past = {...event.state, phase: /** @type {const} */ ('done'), progress: null};
      return {...past, modelReady, backend, limits, preview: false, notices: [], error: null};
    }
    case 'fail':
      return {...state, phase: 'error', progress: null, preview: false, error: event.error};
    case 'cancel':
      return {...state, phase: resting(state), progress: null, preview: false};
  }
}

/** An error is about what was asked before: choosing something else clears it, but for the page's own choice. @param {State} state */
function settled(state) {
  return state.phase === 'error' ? {...state, phase: resting(state), error: null} : state;
}

/** Where the stylizer rests when nothing is under way. @param {State} state @returns {Phase} */
function resting({result, backend}) {
  if (result) return 'done';
  return backend ? 'ready' : 'idle';
}
