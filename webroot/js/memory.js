/** What the chat remembers from one visit to the next: rooms, read marks, the newest entries, drafts, nodes. */

import { remember } from './nodes.js';
import * as roomlog from './roomlog.js';
import * as store from './store.js';

/** Storage by its meaning. One for each user and tab. */
export class Memory {
  #own;
  #shared;
  #page;

  /**
   * @param {import('./storage.js').Storage} own of this user
   * @param {import('./storage.js').Storage} shared of all users of this browser
   * @param {{protocol: string, hostname: string}} page
   */
  constructor(own, shared, page) {
    this.#own = own;
    this.#shared = shared;
    this.#page = page;
  }

  /** The state as it was left. @returns {store.State} */
  restore(name) {
    const reads = this.#own.get('read', {});
    let state = store.withRooms(store.initial(name), this.#own.get('rooms', []));
    state = { ...state, mine: this.#own.get('mine', []), me: { id: this.#own.get('id'), name } };
    for (const id of state.rooms.keys()) {
      const log = roomlog.fromCache(this.#own.get(`log.${id}`));
      state = store.withRoom(state, id, (room) => ({ ...room, log, read: reads[id] ?? 0 }));
    }
    const open = this.#own.get('open');
    return state.rooms.has(open) ? store.opened(state, open) : state;
  }

  keepRooms({ me, rooms }) {
    this.#own.set('id', me.id);
    this.#own.set('rooms', [...rooms.values()].map(({ id, name }) => ({ room: id, name })));
  }

  /** Changes one room in the list, and leaves alone what other tabs did with others. */
  addMine(id) {
    const mine = this.#own.get('mine', []);
    if (!mine.includes(id)) this.#own.set('mine', [...mine, id]);
  }

  dropMine(id) {
    this.#own.set('mine', this.#own.get('mine', []).filter((room) => room !== id));
  }

  keepOpen(id) {
    this.#own.set('open', id);
  }

  /** Another tab may have read further: the higher mark counts. */
  keepReads({ rooms }) {
    const stored = this.#own.get('read', {});
    const reads = [...rooms.values()].map(({ id, read }) => [id, Math.max(read, stored[id] ?? 0)]);
    this.#own.set('read', Object.fromEntries(reads));
  }

  /** The history went another way: what was read of it lies further back than any tab has written down. */
  lowerRead({ id, read }) {
    this.#own.set('read', { ...this.#own.get('read', {}), [id]: read });
  }

  /** @param {Iterable<string>} ids the rooms with new entries */
  keepLogs({ rooms }, ids) {
    for (const id of ids) this.#own.set(`log.${id}`, roomlog.toCache(rooms.get(id).log));
  }

  draft(room) {
    return this.#own.get(`draft.${room}`, '');
  }

  keepDraft(room, text) {
    if (text === '') this.#own.remove(`draft.${room}`);
    else this.#own.set(`draft.${room}`, text);
  }

  /** @returns {import('./nodes.js').Known[]} */
  nodes() {
    return this.#shared.get('nodes', []);
  }

  keepNodes(nodes) {
    this.#shared.set('nodes', remember(this.nodes(), nodes, this.#page, Date.now()));
  }
}
