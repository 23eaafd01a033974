/** What a client says of itself and of what it has read. Pure functions over the state. */

import { Say, VERSION } from './protocol.js';
import * as roomlog from './roomlog.js';

const MOST_ROOMS = 200;
const MOST_MARKS = 500;
// Who was away for longer is shown the newest page at once, and the rest as they scroll back to it.
const MOST_MISSED = 1000;

/** The rooms that a `hello` names. @returns {string[]} their ids, the one on the screen first */
export function roomsOf({ mine, rooms, open }) {
  const ids = mine.filter((id) => !rooms.get(id)?.missing).slice(0, MOST_ROOMS);
  return ids.sort((a, b) => (b === open) - (a === open));
}

/**
 * @param {{name: string, token: string}} me
 * @param {import('./store.js').State} state
 * @param {string[]} ids
 */
export function helloOf({ name, token }, state, ids) {
  // It has 64 KiB at the most: the last of very many rooms go without marks.
  let marks = 0;
  const rooms = ids.map((id) => {
    const room = { room: id, ...positionIn(state, id) };
    marks += room.marks?.length ?? 0;
    if (marks > MOST_MARKS) delete room.marks;
    return room;
  });
  return { t: Say.HELLO, v: VERSION, name, token, rooms };
}

/** How far a room was read, for `hello` and `join`; nothing if it is to be joined afresh. */
export function positionIn(state, id) {
  const log = state.rooms.get(id)?.log;
  const position = log && roomlog.positionOf(log);
  return position ? { ...position, marks: roomlog.marksOf(log), most: MOST_MISSED } : {};
}
