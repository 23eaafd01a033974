/** The part of a room's log that a page holds: one piece without holes, growing at both ends. Pure functions. */

import { MESSAGE } from './protocol.js';

const ZERO_DIGEST = '0'.repeat(32);
const CACHED = 100;
const MOST = 20_000;
const TRIMMED = 10_000;

/**
 * @typedef {{seq: number, id: string, kind: string, author: string, at: number, digest: string,
 *   body: {name: string, text: string}}} Entry
 * @typedef {{entries: Entry[], next: number | null, complete: boolean, head: number}} RoomLog
 *   `next`: the `seq` that must come next, null before the first `joined`. `complete`: the first entry of the room is here.
 *   `head`: the newest `seq` that we have heard of.
 */

/** @type {RoomLog} */
export const EMPTY = Object.freeze({ entries: [], next: null, complete: false, head: 0 });

/** How far this log was read, for `hello` and `join`. Null: join afresh. */
export function positionOf(log) {
  if (log.next === null) return null;
  const last = log.entries.at(-1);
  if (last) return { seq: last.seq, digest: last.digest };
  return log.next === 1 ? { seq: 0, digest: ZERO_DIGEST } : null;
}

/**
 * The server told where it will go on. If that is not where we stopped, what we hold is of no use.
 *
 * @param {RoomLog} log
 * @param {{from: number, reset: boolean, head: {seq: number}}} frame `joined`
 * @returns {RoomLog}
 */
export function joined(log, frame) {
  if (frame.reset || log.next === null || frame.from > log.next) {
    return { entries: [], next: frame.from, complete: frame.from === 1, head: frame.head.seq };
  }
  return { ...log, head: Math.max(frame.head.seq, log.next - 1) };
}

/**
 * Adds what was said. What is known already is passed over, so that two connections may tell the same during a move.
 *
 * @param {RoomLog} log
 * @param {Entry[]} entries ascending
 * @returns {{log: RoomLog, added: Entry[], hole: boolean}} with a hole nothing was added
 */
export function appended(log, entries) {
  if (log.next === null) return { log, added: [], hole: true };
  const added = entries.filter((entry) => entry.seq >= log.next);
  if (added.length === 0) return { log, added, hole: false };
  if (added.some((entry, i) => entry.seq !== log.next + i)) return { log, added: [], hole: true };
  const next = added.at(-1).seq + 1;
  const all = trimmed(log.entries.concat(added));
  const complete = log.complete && all.length === log.entries.length + added.length;
  return { log: { entries: all, next, complete, head: Math.max(log.head, next - 1) }, added, hole: false };
}

function trimmed(entries) {
  return entries.length > MOST ? entries.slice(-TRIMMED) : entries;
}

/**
 * Puts an older page in front.
 *
 * @param {RoomLog} log
 * @param {{entries: Entry[], first: boolean}} page the answer to a `history` that ended before our first entry
 * @returns {RoomLog}
 */
export function prepended(log, page) {
  const first = firstSeq(log);
  const older = page.entries.filter((entry) => entry.seq < first);
  if (older.length > 0 && older.at(-1).seq !== first - 1) return log; // it was asked for before a reset
  return { ...log, entries: older.concat(log.entries), complete: page.first };
}

/** The `seq` of the oldest entry here, or of the one to come. */
export function firstSeq(log) {
  return log.entries[0]?.seq ?? log.next ?? 1;
}

export function lastSeq(log) {
  return (log.next ?? 1) - 1;
}

/** The entries with `low <= seq <= high`. */
export function slice(log, low, high) {
  const first = firstSeq(log);
  return log.entries.slice(Math.max(0, low - first), Math.max(0, high - first + 1));
}

/**
 * How many messages of others came after one `seq`. What is not loaded counts as messages of others.
 *
 * @param {RoomLog} log
 * @param {number} read the last `seq` that was read
 * @param {string | null} me
 */
export function unread(log, read, me) {
  if (log.next === null || read >= lastSeq(log)) return 0;
  const first = firstSeq(log);
  const unloaded = Math.max(0, first - 1 - read);
  return unloaded + slice(log, read + 1, lastSeq(log)).filter((entry) => isForeign(entry, me)).length;
}

/** The first unread message of somebody else, or null. */
export function firstUnread(log, read, me) {
  return slice(log, read + 1, lastSeq(log)).find((entry) => isForeign(entry, me))?.seq ?? null;
}

function isForeign(entry, me) {
  return entry.kind === MESSAGE && entry.author !== me;
}

/** What to keep for the next visit: the newest entries and where they end. */
export function toCache(log) {
  return { entries: log.entries.slice(-CACHED), next: log.next };
}

/** @returns {RoomLog} empty if the stored value is not whole */
export function fromCache(value) {
  const entries = value?.entries;
  if (!Array.isArray(entries) || entries.length === 0) return EMPTY;
  const whole = entries.every((entry, i) => entry?.seq === entries[0].seq + i && entry.body && entry.digest);
  if (!whole || value.next !== entries.at(-1).seq + 1) return EMPTY;
  return { entries, next: value.next, complete: entries[0].seq === 1, head: value.next - 1 };
}
