/** Telling others that one types. */

import { Timer } from './timer.js';

const EVERY_MS = 3000;

/** May be called at every keystroke: what came too soon is told when it may be, if there is still something in the field. */
export class Teller {
  #tell;
  #last = -Infinity;
  #room = null;
  #timer;

  /**
   * @param {(room: string) => boolean} tell false if it could not be told
   * @param {(room: string) => boolean} isWriting whether something stands there that is not sent
   */
  constructor(tell, isWriting) {
    this.#tell = tell;
    this.#timer = new Timer(() => isWriting(this.#room) && this.types(this.#room));
  }

  types(room) {
    this.#room = room;
    const wait = this.#last + EVERY_MS - performance.now();
    if (wait > 0) this.#timer.startIfIdle(wait);
    else if (this.#tell(room)) this.#last = performance.now();
  }

  stop() {
    this.#timer.stop();
  }
}
