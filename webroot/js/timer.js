/** Time: one timer class for the whole page, and the rule for how long to wait. */

const BACKOFF_FIRST_MS = 500;
const BACKOFF_MOST_MS = 8000;

/** One callback, at most one date for it. Starting again moves the date. */
export class Timer {
  #callback;
  #handle = null;
  #due = 0;

  /** @param {() => void} callback called once for each start */
  constructor(callback) {
    this.#callback = callback;
  }

  /** @param {number} ms from now */
  start(ms) {
    this.stop();
    this.#due = Date.now() + ms;
    this.#handle = setTimeout(() => {
      this.#handle = null;
      this.#callback();
    }, ms);
  }

  /** Starts only if it is not running: the first wish counts. */
  startIfIdle(ms) {
    if (!this.running) this.start(ms);
  }

  stop() {
    clearTimeout(this.#handle);
    this.#handle = null;
  }

  get running() {
    return this.#handle !== null;
  }

  /** When it will ring, ms since 1970; only meaningful while running. */
  get due() {
    return this.#due;
  }
}

/**
 * Full jitter: anything between nothing and a limit that doubles with each round, so that ten thousand pages do not
 * come back in step.
 *
 * @param {number} round 0 for the first wait
 * @param {() => number} random in [0, 1)
 * @returns {number} ms
 */
export function backoff(round, random = Math.random) {
  return Math.round(random() * Math.min(BACKOFF_MOST_MS, BACKOFF_FIRST_MS * 2 ** Math.min(round, 10)));
}

/** Between two numbers. */
export function between(low, high, random = Math.random) {
  return low + random() * (high - low);
}
