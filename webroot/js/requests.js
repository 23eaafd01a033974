/** Questions with one answer each, matched by `ref` or `id`. */

const TIMEOUT_MS = 10_000;

/** Every question ends: with its answer, with an error, when time is over, or when the connection is lost. */
export class Requests {
  #send;
  #open = new Map();
  #refs = 0;
  #timeout;

  /** @param {(frame: object) => boolean} send */
  constructor(send, timeout = TIMEOUT_MS) {
    this.#send = send;
    this.#timeout = timeout;
  }

  /**
   * @param {object} frame a frame without `ref`, or one with an `id` of its own
   * @returns {Promise<object>} the answer
   * @throws {RequestError} when there is none, or it is an error
   */
  ask(frame) {
    const ref = frame.id ?? `r${++this.#refs}`;
    const asked = frame.id ? frame : { ...frame, ref };
    return new Promise((resolve, reject) => {
      if (!this.#send(asked)) {
        reject(new RequestError('There is no connection at the moment.', 0));
        return;
      }
      // A busy node may answer the next time.
      const late = () => reject(new RequestError('No answer came in time.', 0, { temporary: true }));
      const timer = setTimeout(() => this.#end(ref, late), this.#timeout);
      this.#open.set(ref, { resolve, reject, timer });
    });
  }

  /**
   * Takes in a frame that may be an answer.
   *
   * @param {object} frame
   * @returns {boolean} whether it was one that somebody waited for
   */
  settle(frame) {
    const key = frame.ref ?? frame.id;
    const request = this.#open.get(key);
    if (!request) return false;
    this.#end(key, () =>
      frame.t === 'error' ? request.reject(new RequestError(frame.message, frame.code, frame)) : request.resolve(frame),
    );
    return true;
  }

  /** The connection is gone: nobody will answer. */
  drop() {
    for (const [key, request] of [...this.#open]) {
      this.#end(key, () => request.reject(new RequestError('The connection was lost.', 0)));
    }
  }

  #end(key, settle) {
    clearTimeout(this.#open.get(key).timer);
    this.#open.delete(key);
    settle();
  }
}

/** Why a question has no good answer; `code` is that of the protocol, or 0. `temporary`: it may be asked again, after `retryAfter` ms. */
export class RequestError extends Error {
  constructor(message, code, { temporary = false, retryAfter } = {}) {
    super(message);
    this.code = code;
    this.temporary = temporary;
    this.retryAfter = retryAfter;
  }
}
