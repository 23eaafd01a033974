/** The other tabs of this browser, as far as the outbox needs to know them. */

import { secret } from './ulid.js';

const ANSWER_MS = 400;

/**
 * Finds out which tabs live, by asking. No clocks and no locks: timers of hidden tabs run late, and Web Locks need https, which a LAN may not have. A
 * frozen tab does not answer and counts as gone; should it wake, the same message is sent twice with one id, which is one message.
 */
export class Tabs {
  #channel;
  #answers = new Set();
  #asking = null;
  #onGone;

  /**
   * @param {string} name of the channel, one for each user
   * @param {() => void} onGone another tab said goodbye
   */
  constructor(name, onGone) {
    this.#onGone = onGone;
    this.id = ownId();
    this.#channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(name) : null;
    if (!this.#channel) return;
    this.#channel.onmessage = ({ data }) => this.#hear(data);
    addEventListener('pagehide', () => this.#channel.postMessage({ gone: this.id }));
  }

  /** @returns {Promise<Set<string>>} the ids of the tabs that answered, and our own */
  alive() {
    this.#asking ??= this.#ask().finally(() => (this.#asking = null));
    return this.#asking;
  }

  async #ask() {
    this.#answers = new Set([this.id]);
    this.#channel?.postMessage({ asks: this.id });
    await new Promise((resolve) => setTimeout(resolve, ANSWER_MS));
    return this.#answers;
  }

  close() {
    this.#channel?.close();
  }

  #hear(message) {
    if (message.asks && message.asks !== this.id) this.#channel.postMessage({ here: this.id });
    if (message.here) this.#answers.add(message.here);
    if (message.gone && message.gone !== this.id) this.#onGone();
  }
}

/** The id of a tab survives a reload of it. */
function ownId() {
  try {
    const id = sessionStorage.getItem('parley.tab') ?? secret();
    sessionStorage.setItem('parley.tab', id);
    return id;
  } catch {
    return secret();
  }
}
