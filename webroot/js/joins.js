/** Getting into rooms: one question at a time for each of them, and again when the node cannot let us in yet. */

import { Say } from './protocol.js';

const AGAIN_MS = 500;

/** Owned by one chat. What belongs to a connection that is gone ends with {@link Joins#clear}. */
export class Joins {
  #calls;
  /** What is asked or waits to be asked again, by room. */
  #open = new Map();

  /**
   * @param {{
   *   ask: (frame: object) => Promise<object>, position: (room: string) => object,
   *   mayAsk: (room: string) => boolean, onRefused: (room: string, code: number) => void,
   * }} calls `position`: how far the room was read; `onRefused`: the answer was no, and asking again would not help
   */
  constructor(calls) {
    this.#calls = calls;
  }

  /** Joins from our position; again when there was a hole. */
  join(room) {
    if (this.#open.has(room) || !this.#calls.mayAsk(room)) return;
    const question = { timer: null };
    this.#open.set(room, question);
    this.#calls.ask({ t: Say.JOIN, room, ...this.#calls.position(room) }).catch((error) => {
      if (this.#open.get(room) !== question) return; // it was put over a connection that is gone
      this.settled(room);
      if (error.temporary) this.later(room, error.retryAfter);
      else this.#calls.onRefused(room, error.code);
    });
  }

  /** The node is not able to let us in yet; it may lack what we have read on another one. */
  later(room, millis = AGAIN_MS) {
    this.settled(room);
    const again = () => {
      this.#open.delete(room);
      this.join(room);
    };
    this.#open.set(room, { timer: setTimeout(again, millis) });
  }

  /** There was an answer, whatever it said. */
  settled(room) {
    clearTimeout(this.#open.get(room)?.timer);
    this.#open.delete(room);
  }

  /** The connection is another one. */
  clear() {
    for (const room of [...this.#open.keys()]) this.settled(room);
  }
}
