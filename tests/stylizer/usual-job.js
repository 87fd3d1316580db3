/** What a run is asked for where a test is about something else. */
export const USUAL = {own: null, strength: 1, keepDetail: 1, iterations: 1, pixels: Infinity};
