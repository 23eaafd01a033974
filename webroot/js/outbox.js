/** Messages on their way out. They leave this list only when the cluster has them and shows them, or the author gives up. */

import { ErrorCode } from './protocol.js';
import { timeOf, ulid } from './ulid.js';
import { withCode } from './wording.js';

const ANSWER_MS = 15_000;
const RETRY_MS = 1000;

export const Delivery = Object.freeze({ PENDING: 'pending', FAILED: 'failed' });

/**
 * @typedef {{id: string, room: string, text: string, at: number, tab: string, error: string | null, code: number | null,
 *   sentAt: number | null, notBefore: number, seen: boolean, acked: boolean}} Item
 *   `at`: ms since 1970. `sentAt`: when it went out over the present connection, null if it did not; like `notBefore` by
 *   performance.now(), which no wrong clock turns back. `seen`: it came back in the room's log, but is not acknowledged yet.
 *   `acked`: the other way round; it is here only to be shown. `error`, `code`: why the server will not have it.
 */

/** @param {Item} item */
export function deliveryOf(item) {
  if (item.acked) return null;
  return item.error === null ? Delivery.PENDING : Delivery.FAILED;
}

/** Why it failed, in words; null if it did not. @param {Item} item */
export function faultOf({ error, code }) {
  return error === null ? null : withCode(error, code);
}

/**
 * What to send now. Each room is a lane with one message on the way: the next one goes when it is in the log, so that
 * the order holds even when a message must be sent again. Failed messages do not block the lane.
 *
 * @param {Item[]} items in the order in which they were written
 * @param {number} now
 * @returns {Item[]}
 */
export function due(items, now) {
  return heads(items, now).filter((item) => item.notBefore <= now && isOverdue(item, now));
}

function heads(items, now) {
  const lanes = new Map();
  for (const item of items) {
    const passed = item.acked || item.error !== null || (item.seen && !isOverdue(item, now));
    if (!passed && !lanes.has(item.room)) lanes.set(item.room, item);
  }
  return [...lanes.values()];
}

/** Never sent over this connection, or unanswered for so long that the frame must have got lost. */
function isOverdue(item, now) {
  return item.sentAt === null || now - item.sentAt >= ANSWER_MS;
}

/** When to look again, ms from now; null if nothing waits for time to pass. */
export function nextLook(items, now) {
  const times = heads(items, now).map((item) => (item.sentAt === null ? item.notBefore : item.sentAt + ANSWER_MS) - now);
  return times.length === 0 ? null : Math.max(50, Math.min(...times));
}

/** Keeps the items of this tab in memory and in storage, one key for each. */
export class Outbox {
  #storage;
  #tab;
  /** @type {Map<string, Item>} in the order of ids, which is the order of writing */
  #items = new Map();
  #onChange;

  /**
   * @param {import('./storage.js').Storage} storage
   * @param {string} tab
   * @param {() => void} onChange
   * @param {() => void} onForeign another tab wrote a message; should that tab die, somebody has to send it
   */
  constructor(storage, tab, onChange, onForeign) {
    this.#storage = storage;
    this.#tab = tab;
    this.#onChange = onChange;
    storage.watch((id, value) => {
      if (value !== null) onForeign();
      else if (this.#items.delete(id)) onChange(); // another tab took it over and got it acknowledged
    });
    this.adopt(new Set());
  }

  get items() {
    return [...this.#items.values()];
  }

  get(id) {
    return this.#items.get(id) ?? null;
  }

  /** Whether messages of other tabs wait in the storage. */
  get hasForeign() {
    return this.#storage.keys().some((id) => !this.#items.has(id));
  }

  /** How many messages wait in all tabs, or failed. */
  get unsent() {
    return this.#storage.keys().length;
  }

  /** Writes a message down. When this returns, a crash of the browser does not lose it. @returns {Item} */
  add(room, text, now = Date.now()) {
    const last = [...this.#items.keys()].at(-1);
    // Ids sort as they were made, also when the clock was set back since the page was last here.
    const id = ulid(last === undefined ? now : Math.max(now, timeOf(last) + 1));
    const item = fresh({ id, room, text, at: now, tab: this.#tab, error: null, code: null });
    this.#put(item);
    return item;
  }

  /**
   * Takes over the messages of tabs that are gone, and the ones of this tab before its reload.
   *
   * @param {Set<string>} alive ids of all living tabs; empty when nobody has been asked
   */
  adopt(alive) {
    let found = false;
    for (const id of this.#storage.keys()) {
      const item = this.#storage.get(id);
      const orphan = alive.size > 0 && !alive.has(item?.tab);
      if (!item || this.#items.has(id) || (item.tab !== this.#tab && !orphan)) continue;
      this.#items.set(id, fresh({ ...item, tab: this.#tab }));
      this.#storage.set(id, stored(this.#items.get(id)));
      found = true;
    }
    if (!found) return;
    this.#items = new Map([...this.#items].sort(([a], [b]) => (a < b ? -1 : 1)));
    this.#onChange();
  }

  /** The node takes messages again: nothing waits any longer. */
  lift() {
    for (const item of this.#items.values()) item.notBefore = 0;
  }

  /** The connection ended: everything unanswered is to be sent again. */
  lost() {
    for (const item of this.#items.values()) item.sentAt = null;
  }

  /**
   * Hands out what is due.
   *
   * @param {(item: Item) => boolean} send
   */
  pump(send, now = performance.now()) {
    for (const item of due(this.items, now)) {
      if (send(item)) item.sentAt = now;
    }
  }

  /** It is in the log of the room. */
  seen(id) {
    const item = this.#items.get(id);
    if (item?.acked) this.#items.delete(id);
    else if (item) item.seen = true;
    return item !== undefined;
  }

  /** It is on the disks. It is shown until it comes back in the log of the room, which may be later. */
  acked(id) {
    const item = this.#items.get(id);
    if (!item || item.acked) return false;
    this.#storage.remove(id);
    if (item.seen) this.#items.delete(id);
    else item.acked = true;
    this.#onChange();
    return true;
  }

  /** The room begins anew somewhere in its log: what it has of ours may lie before that place, and never come. */
  forgetAcked(room) {
    for (const item of this.items) {
      if (item.room === room && item.acked) this.#items.delete(item.id);
    }
  }

  /**
   * The server said no, or not now.
   *
   * @param {{code: number, message: string, temporary: boolean, retryAfter?: number}} error
   * @returns {boolean} whether the message is one of ours
   */
  refused(id, error, now = performance.now()) {
    const item = this.#items.get(id);
    if (!item) return false;
    if (item.acked) return true;
    if (error.temporary) {
      item.sentAt = null;
      item.notBefore = now + (error.retryAfter ?? RETRY_MS);
    } else if (error.code === ErrorCode.ID_TAKEN) {
      this.discard(id);
      this.add(item.room, item.text);
    } else {
      this.#put({ ...item, error: error.message, code: error.code, sentAt: null });
    }
    return true;
  }

  /** The author wants it sent once more. It keeps its id, and so cannot appear twice. */
  retry(id) {
    const item = this.#items.get(id);
    if (item) this.#put({ ...item, error: null, code: null, sentAt: null, notBefore: 0 });
  }

  discard(id) {
    if (!this.#items.delete(id)) return;
    this.#storage.remove(id);
    this.#onChange();
  }

  #put(item) {
    this.#items.set(item.id, item);
    this.#storage.set(item.id, stored(item));
    this.#onChange();
  }
}

function fresh(item) {
  return { ...item, sentAt: null, notBefore: 0, seen: false, acked: false };
}

function stored({ id, room, text, at, tab, error, code }) {
  return { id, room, text, at, tab, error, code };
}
