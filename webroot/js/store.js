/** Everything that the page shows, as one immutable value, and the pure functions that take it from one to the next. */

import { TEXT_LIMIT } from './protocol.js';
import * as roomlog from './roomlog.js';

const TYPING_MS = 5000;

/**
 * @typedef {{
 *   id: string, name: string, joined: boolean, missing: boolean, log: roomlog.RoomLog, read: number,
 *   divider: number | null, people: Map<string, string>, count: number, typing: Map<string, {name: string, until: number}>,
 *   loading: boolean, reordered: number | null, reread: Set<string>,
 * }} Room
 *   `read`: the last `seq` that was seen. `divider`: the first `seq` that was new when the room was opened.
 *   `count`: how many users are in it; `people` holds at most 200 of them. `loading`: an older page is on its way.
 *   `reordered`: the last `seq` before which a healed split changed nothing, null while there is nothing to tell. `reread`: ids of
 *   what was read after it, at other places.
 * @typedef {{
 *   me: {id: string | null, name: string}, rooms: Map<string, Room>, mine: string[], open: string | null,
 *   nodes: object[], limits: {text: number}, skew: number, link: import('./phase.js').Link | null,
 * }} State
 *   `skew`: by how many ms the clock of the cluster is ahead of ours, which may be wrong by days. `mine`: ids of the rooms that the reader is in, in the order of joining. `open`: the room on the screen.
 */

/** @returns {State} */
export function initial(name) {
  return {
    me: { id: null, name },
    rooms: new Map(),
    mine: [],
    open: null,
    nodes: [],
    limits: { text: TEXT_LIMIT },
    skew: 0,
    link: null,
  };
}

/** @returns {Room} */
function newRoom(id, name) {
  return {
    id,
    name,
    joined: false,
    missing: false,
    log: roomlog.EMPTY,
    read: 0,
    divider: null,
    people: new Map(),
    count: 0,
    typing: new Map(),
    loading: false,
    reordered: null,
    reread: new Set(),
  };
}

/**
 * Changes one room. A room that is not known stays so.
 *
 * @param {State} state
 * @param {string} id
 * @param {(room: Room) => Room} change
 * @returns {State}
 */
export function withRoom(state, id, change) {
  const room = state.rooms.get(id);
  if (!room) return state;
  const changed = change(room);
  return changed === room ? state : { ...state, rooms: new Map(state.rooms).set(id, changed) };
}

/** Adds rooms that are new and renames those that are known. @returns {State} */
export function withRooms(state, list) {
  const rooms = new Map(state.rooms);
  for (const { room, name } of list) {
    const known = rooms.get(room);
    rooms.set(room, known ? { ...known, name, missing: false } : newRoom(room, name));
  }
  return { ...state, rooms };
}

/** Takes in `welcome`. Nothing is joined on a new connection until it is said so. @returns {State} */
export function welcomed(state, frame, now = Date.now()) {
  const all = withRooms(state, frame.rooms);
  const rooms = new Map([...all.rooms].map(([id, room]) => [id, { ...room, joined: false, loading: false }]));
  return { ...all, rooms, me: { id: frame.you.id, name: frame.you.name }, limits: frame.limits, nodes: frame.nodes, skew: frame.now === undefined ? 0 : frame.now - now };
}

/** @returns {State} */
export function joined(state, frame) {
  return withRoom(state, frame.room, (room) => {
    const log = roomlog.joined(room.log, frame);
    const first = room.log.next === null && room.read === 0;
    return {
      ...(frame.reset ? rewound(room, frame.from, frame.keep ?? 0) : room),
      log,
      joined: true,
      missing: false,
      // A room entered for the first time is not "4,000 unread".
      ...(first ? { read: frame.head.seq } : {}),
      people: peopleOf(frame.people),
      count: frame.count,
    };
  });
}

/**
 * The same room, of which everything after `keep` is another, and which goes on at `from`. What was read stays read, wherever it
 * turns up again.
 */
function rewound(room, from, keep) {
  const { log, read, divider, reordered, reread } = room;
  if (log.next === null) return room;
  const known = roomlog.slice(log, keep + 1, read).map(({ id }) => id);
  return {
    ...room,
    read: Math.min(read, from - 1),
    divider: divider !== null && divider >= from ? null : divider,
    reordered: reordered === null ? from - 1 : Math.min(reordered, from - 1),
    reread: new Set([...reread, ...known]),
  };
}

function peopleOf(list) {
  return new Map(list.map(({ id, name }) => [id, name]));
}

/**
 * @param {State} state
 * @param {{room: string, entries: roomlog.Entry[]}} frame
 * @returns {{state: State, added: roomlog.Entry[], hole: boolean}}
 */
export function entered(state, frame) {
  const known = state.rooms.get(frame.room);
  if (!known) return { state, added: [], hole: false };
  const room = agreeing(known, frame.entries);
  const { log, added, hole } = roomlog.appended(room.log, frame.entries);
  if (added.length === 0) return { state, added, hole };
  const typing = new Map(room.typing);
  for (const entry of added) typing.delete(entry.author);
  return { state: withRoom(state, room.id, () => ({ ...room, log, typing, ...recognised(room, added) })), added, hole };
}

/** The same room without what it holds in contradiction to these entries. */
function agreeing(room, entries) {
  const from = roomlog.contradiction(room.log, entries);
  return from === null ? room : { ...rewound(room, from, from - 1), log: { ...room.log, next: from } };
}

/** What was read at its old place and comes back is read; and what comes back to its old place was not moved at all. */
function recognised({ log, read, reordered, reread }, added) {
  if (reordered === null) return {};
  const moved = reordered === log.next - 1 ? reordered + roomlog.agreed(log, added) : reordered;
  const news = added.findIndex(({ seq, id }) => seq > read && !reread.has(id));
  const seen = news < 0 ? added.at(-1).seq : added[news].seq - 1;
  return { reordered: moved, read: added[0].seq === read + 1 ? Math.max(read, seen) : read };
}

/** @returns {State} */
export function paged(state, frame) {
  return withRoom(state, frame.room, (room) => ({ ...room, loading: false, log: roomlog.prepended(room.log, frame) }));
}

/** @returns {State} */
export function presence(state, frame) {
  return withRoom(state, frame.room, (room) => {
    const people = new Map(room.people);
    const typing = new Map(room.typing);
    for (const id of frame.out ?? []) {
      people.delete(id);
      typing.delete(id);
    }
    for (const { id, name } of frame.in ?? []) people.set(id, name);
    return { ...room, people, typing, count: frame.count };
  });
}

/** @returns {State} */
export function typed(state, frame, now) {
  return withRoom(state, frame.room, (room) => ({
    ...room,
    typing: new Map(room.typing).set(frame.id, { name: frame.name, until: now + TYPING_MS }),
  }));
}

/** Forgets who stopped typing. @returns {State} the same value if nobody did */
export function typingExpired(state, now) {
  let changed = state;
  for (const room of state.rooms.values()) {
    const still = [...room.typing].filter(([, { until }]) => until > now);
    if (still.length < room.typing.size) {
      changed = withRoom(changed, room.id, (old) => ({ ...old, typing: new Map(still) }));
    }
  }
  return changed;
}

/** When the next one stops typing, or null. */
export function nextTypingEnd(state) {
  const ends = [...state.rooms.values()].flatMap((room) => [...room.typing.values()].map(({ until }) => until));
  return ends.length === 0 ? null : Math.min(...ends);
}

/** Shows a room. The line between old and new is drawn now and stays while one reads. @returns {State} */
export function opened(state, id) {
  const closed = state.open === null ? state : withRoom(state, state.open, (room) => ({ ...room, divider: null, reordered: null }));
  const open = { ...closed, open: id };
  return withRoom(open, id, (room) => ({ ...room, divider: firstNews(state, room) }));
}

function firstNews(state, room) {
  return roomlog.firstUnread(room.log, room.read, state.me.id, room.reread);
}

/** Everything up to a `seq` was seen; nobody has seen what is not here. @returns {State} */
export function read(state, id, seq) {
  return withRoom(state, id, (room) => {
    const seen = Math.min(seq, roomlog.lastSeq(room.log));
    return seen > room.read ? { ...room, read: seen } : room;
  });
}

/** New messages came while the reader was elsewhere: they begin here. @returns {State} */
export function divided(state, id) {
  return withRoom(state, id, (room) =>
    room.divider === null ? { ...room, divider: firstNews(state, room) } : room,
  );
}

/** @returns {State} */
export function undivided(state, id) {
  return withRoom(state, id, (room) =>
    room.divider === null && room.reordered === null ? room : { ...room, divider: null, reordered: null },
  );
}

/** How many messages of others one has not seen in a room. */
export function unreadOf(state, room) {
  return state.mine.includes(room.id) ? roomlog.unread(room.log, room.read, state.me.id, room.reread) : 0;
}

/** The rooms of the reader, and the others, both by name. */
export function roomLists(state) {
  const byName = [...state.rooms.values()].sort((a, b) => a.name.localeCompare(b.name));
  return {
    mine: byName.filter((room) => state.mine.includes(room.id) && !room.missing),
    others: byName.filter((room) => !state.mine.includes(room.id) && !room.missing),
  };
}
