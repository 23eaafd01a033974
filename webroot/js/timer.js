/** Time: one timer class for the whole page, and the rule for how long to wait. */

const BACKOFF_FIRST_MS = 500;
const BACKOFF_MOST_MS = 8000;

/** One callback, at most one date for it. Starting again moves the date. */
export class Timer {
  #callback;
  #handle = null;

  /** @param {() => void} callback called once for each start */
  constructor(callback) {
    this.#callback = callback;
  }

  /** @param {number} ms from now */
  start(ms) {
    this.stop();
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

const SPREAD_LEAST_MS = 250;
const SPREAD_MOST_MS = 30_000;
const SPREAD_EACH_MS = 2;

/**
 * Over how long the clients of a lost node spread their return: a lone one comes at once, and of a thousand not all do.
 *
 * @param {number} sessions how many clients the node had
 * @returns {number} ms; each client waits for any part of it
 */
export function spread(sessions) {
  return Math.min(SPREAD_MOST_MS, Math.max(SPREAD_LEAST_MS, SPREAD_EACH_MS * sessions));
}

/** Between two numbers. */
export function between(low, high, random = Math.random) {
  return low + random() * (high - low);
}
