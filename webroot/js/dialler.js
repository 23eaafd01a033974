/** Finding a node that answers: one after the other, without waiting long for any. */

import { ErrorCode, Hear, framesOf, mayReturn } from './protocol.js';
import { Timer } from './timer.js';
import { withCode } from './wording.js';

const HEDGE_MS = 1000;
const ATTEMPT_MS = 4000;

/**
 * An address to try, and how.
 * @typedef {{base: string, name: string | null, transport: string}} Place
 */

/**
 * Dials places in order. The next one is dialled when one fails, or after a second of silence while the first
 * is still being waited for: one hanging node must not cost its whole time limit. The first `welcome` wins, the others
 * are closed. One dialler runs one round; make a new one for the next.
 */
export class Dialler {
  #places;
  #calls;
  #live = new Set();
  #hedge = new Timer(() => this.#next());
  #heard = new Set();
  #done = false;

  /**
   * @param {Place[]} places
   * @param {{
   *   open: (base: string, transport: string) => object,
   *   hello: () => object,
   *   accepts?: (welcome: object) => boolean,
   *   onWelcome: (socket: object, frames: object[], place: Place) => void,
   *   onExhausted: (heard: Set<string>) => void,
   *   onRefused: (message: string) => void,
   * }} calls `onExhausted` gets the bases that said something other than welcome; a
   *     `welcome` that `accepts` does not like is a failure like others; exactly one of the last three
   *     is called, once, unless cancelled
   */
  constructor(places, calls) {
    this.#places = [...places];
    this.#calls = calls;
  }

  dial() {
    this.#next();
  }

  cancel() {
    this.#done = true;
    this.#hedge.stop();
    for (const attempt of this.#live) attempt.drop();
    this.#live.clear();
  }

  #next() {
    if (this.#done) return;
    const place = this.#places.shift();
    if (place) {
      this.#live.add(new Attempt(place, this.#calls, this));
      if (this.#places.length > 0) this.#hedge.start(HEDGE_MS);
    } else if (this.#live.size === 0) {
      this.cancel();
      this.#calls.onExhausted(this.#heard);
    }
  }

  /** For attempts. */
  failed(attempt) {
    if (attempt.heard) this.#heard.add(attempt.place.base);
    this.#live.delete(attempt);
    this.#next();
  }

  /** For attempts. */
  refused(message) {
    this.cancel();
    this.#calls.onRefused(message);
  }

  /** For attempts. */
  won(attempt, frames) {
    this.#live.delete(attempt);
    this.cancel();
    this.#calls.onWelcome(attempt.release(), frames, attempt.place);
  }
}

/** One socket on its way to a `welcome`. */
class Attempt {
  heard = false;
  #socket = null;
  #dialler;
  #calls;
  #again = new Timer(() => this.#greet());
  #limit = new Timer(() => this.#fail());

  constructor(place, calls, dialler) {
    this.place = place;
    this.#dialler = dialler;
    this.#calls = calls;
    this.#limit.start(ATTEMPT_MS);
    try {
      this.#socket = calls.open(place.base, place.transport);
    } catch {
      queueMicrotask(() => this.#fail()); // an address that the browser refuses, such as ws: on an https page
      return;
    }
    this.#socket.onopen = () => this.#greet();
    this.#socket.onmessage = (event) => this.#hear(framesOf(event.data));
    this.#socket.onclose = (event) => this.#closed(event);
  }

  #greet() {
    this.#socket.send(JSON.stringify(this.#calls.hello()));
  }

  #hear(frames) {
    this.heard = true;
    const [first] = frames;
    if (first?.t === Hear.WELCOME) {
      if (this.#calls.accepts?.(first) ?? true) this.#dialler.won(this, frames);
      else this.#fail();
    } else if (first?.t === Hear.ERROR && first.code === ErrorCode.CROWDED) {
      // Many come at once. Waiting on this socket costs the node less than a new one.
      this.#limit.start(first.retryAfter + ATTEMPT_MS);
      this.#again.start(first.retryAfter);
    } else if (first?.t === Hear.ERROR && !first.temporary) {
      this.drop();
      this.#dialler.refused(withCode(first.message, first.code));
    } else {
      this.#fail();
    }
  }

  #closed(event) {
    if (mayReturn(event.code)) {
      this.#fail();
    } else {
      this.drop();
      this.#dialler.refused(withCode(event.reason || 'The server closed the connection.', event.code));
    }
  }

  #fail() {
    if (this.drop()) this.#dialler.failed(this);
  }

  /** Gives the socket away without its listeners. */
  release() {
    this.#limit.stop();
    this.#again.stop();
    const socket = this.#socket;
    this.#socket = null;
    silence(socket);
    return socket;
  }

  /** Closes the socket; false if it was closed or given away before. */
  drop() {
    if (!this.#limit.running && !this.#socket) return false;
    const socket = this.release();
    socket?.close();
    return true;
  }
}

/** Takes the listeners off a socket, so that nothing it still says is heard. */
export function silence(socket) {
  if (socket) socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null;
}
