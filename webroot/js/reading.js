/** What was read: marks that go forward as one reads, here or in another tab, and back when the history went another way. */

import * as store from './store.js';

export class Reading {
  #hold;
  #memory;
  /** What other tabs have read, by room. */
  #marks = {};

  /**
   * @param {{state: () => store.State, become: (state: store.State) => void}} hold
   * @param {import('./memory.js').Memory} memory
   */
  constructor(hold, memory) {
    this.#hold = hold;
    this.#memory = memory;
  }

  /** The reader has seen everything up to here. */
  mark(id, seq) {
    const before = this.#hold.state();
    this.#hold.become(store.read(before, id, seq));
    if (this.#hold.state() !== before) this.#memory.keepReads(this.#hold.state());
  }

  /** @param {Record<string, number>} marks that another tab wrote down, by room */
  markElsewhere(marks) {
    this.#marks = marks;
    for (const id of this.#hold.state().rooms.keys()) this.#catchUp(id);
  }

  /** Another tab may have heard of a message before us: its mark counts once we have what it marks. */
  #catchUp(id) {
    this.#hold.become(store.read(this.#hold.state(), id, this.#marks[id] ?? 0));
  }

  /**
   * The log of a room changed. After a reset its mark lies further back, and must in storage too: what comes then would count
   * as read after a reload.
   *
   * @param {store.Room | undefined} before
   */
  changed(before) {
    const now = before && this.#hold.state().rooms.get(before.id);
    if (!now) return;
    if (now.read < before.read) {
      delete this.#marks[now.id]; // it is of the old history
      this.#memory.lowerRead(now);
    } else {
      this.#catchUp(now.id);
    }
  }
}
