/** The part of a room's log that a page holds: one piece without holes, growing at both ends. Pure functions. */

import { MESSAGE } from './protocol.js';

const ZERO_DIGEST = '0'.repeat(32);
const CACHED = 100;
const MOST = 20_000;
const TRIMMED = 10_000;
const MARKS = 15;
const NOBODY = new Set();

/**
 * @typedef {{seq: number, id: string, kind: string, author: string, at: number, digest: string,
 *   body: {name: string, text: string}}} Entry
 * @typedef {{entries: Entry[], next: number | null, complete: boolean, head: number}} RoomLog
 *   `next`: the `seq` that must come next, null before the first `joined`. `complete`: the first entry of the room is here.
 *   `head`: the newest `seq` that we have heard of. Entries from `next` on are stale: the history went another way after a
 *   split, and they stay on the screen only until the right ones come.
 */

/** @type {RoomLog} */
export const EMPTY = Object.freeze({ entries: [], next: null, complete: false, head: 0 });

/** How far this log was read, for `hello` and `join`. Null: join afresh. */
export function positionOf(log) {
  if (log.next === null) return null;
  const last = entryAt(log, log.next - 1);
  if (last) return { seq: last.seq, digest: last.digest };
  return log.next === 1 ? { seq: 0, digest: ZERO_DIGEST } : null;
}

/**
 * Positions before that one, each twice as far back as the one before: by them a server finds what its history has in common
 * with this log, should it be another one.
 *
 * @returns {{seq: number, digest: string}[]} newest first, at most 16
 */
export function marksOf(log) {
  const marks = [];
  const last = (log.next ?? 1) - 1;
  const first = firstSeq(log);
  for (let back = 1; marks.length < MARKS && last - back > first; back *= 2) marks.push(entryAt(log, last - back));
  if (last > first) marks.push(entryAt(log, first));
  const positions = marks.map(({ seq, digest }) => ({ seq, digest }));
  if (log.complete && last > 0 && positions.length < 16) positions.push({ seq: 0, digest: ZERO_DIGEST });
  return positions;
}

function entryAt(log, seq) {
  return log.entries[seq - firstSeq(log)];
}

/**
 * The server told where it will go on. If that is not where we stopped, what we hold is of no use, but for what it says
 * that we have in common.
 *
 * @param {RoomLog} log
 * @param {{from: number, reset: boolean, keep?: number, head: {seq: number}}} frame `joined`
 * @returns {RoomLog}
 */
export function joined(log, frame) {
  if (frame.reset && keeps(log, frame)) return cut(log, frame.from, frame.head.seq);
  if (frame.reset || log.next === null || skips(log, frame)) {
    return { entries: [], next: frame.from, complete: frame.from === 1, head: frame.head.seq };
  }
  return { ...log, head: Math.max(frame.head.seq, log.next - 1) };
}

/** Whether the server goes on beyond the place where we stopped: more was said than we wanted to have at once. */
export function skips(log, { from }) {
  return log.next !== null && from > log.next;
}

/** Whether a reset leaves us anything. */
function keeps(log, { keep = 0, from }) {
  return keep > 0 && from === keep + 1 && from < log.next && keep >= firstSeq(log);
}

/** From `next` on everything is another. Nothing is taken from the screen before there is something to put in its place. */
function cut(log, next, head) {
  const entries = head < next ? upTo(log, next - 1) : log.entries;
  return { ...log, entries, next, head };
}

/** The entries that are not after a `seq`. */
function upTo(log, seq) {
  return log.entries.slice(0, Math.max(0, seq - firstSeq(log) + 1));
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
  const kept = upTo(log, log.next - 1);
  const all = trimmed(kept.concat(added));
  const complete = log.complete && all.length === kept.length + added.length;
  return { log: { entries: all, next, complete, head: Math.max(log.head, next - 1) }, added, hole: false };
}

/**
 * Where the first of these entries is that we hold as another one. That is so when a connection that was given up had
 * brought it from the other side of a split, after the new connection had said how far we were.
 *
 * @returns {number | null} its `seq`
 */
export function contradiction(log, entries) {
  const held = (entry) => entry.seq < log.next && entryAt(log, entry.seq);
  return entries.find((entry) => held(entry) && held(entry).digest !== entry.digest)?.seq ?? null;
}

/** How many of the first of these entries stand in a log as they are. */
export function agreed(log, entries) {
  const differs = entries.findIndex((entry) => entryAt(log, entry.seq)?.digest !== entry.digest);
  return differs < 0 ? entries.length : differs;
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
 * @param {Set<string>} known ids that were read at another place, before a reset
 */
export function unread(log, read, me, known = NOBODY) {
  if (log.next === null || read >= lastSeq(log)) return 0;
  const first = firstSeq(log);
  const unloaded = Math.max(0, first - 1 - read);
  return unloaded + slice(log, read + 1, lastSeq(log)).filter((entry) => isNews(entry, me, known)).length;
}

/** The first unread message of somebody else, or null. */
export function firstUnread(log, read, me, known = NOBODY) {
  return slice(log, read + 1, lastSeq(log)).find((entry) => isNews(entry, me, known))?.seq ?? null;
}

function isNews(entry, me, known) {
  return entry.kind === MESSAGE && entry.author !== me && !known.has(entry.id);
}

/** What to keep for the next visit: the newest entries and where they end. */
export function toCache(log) {
  return { entries: upTo(log, (log.next ?? 1) - 1).slice(-CACHED), next: log.next };
}

/** @returns {RoomLog} empty if the stored value is not whole */
export function fromCache(value) {
  const entries = value?.entries;
  if (!Array.isArray(entries) || entries.length === 0) return EMPTY;
  const whole = entries.every((entry, i) => entry?.seq === entries[0].seq + i && entry.body && entry.digest);
  if (!whole || value.next !== entries.at(-1).seq + 1) return EMPTY;
  return { entries, next: value.next, complete: entries[0].seq === 1, head: value.next - 1 };
}
