/** The chat as a library: rooms, messages, people over one connection. No document in here. */

import { ErrorCode, Hear, Say, cleanText } from './protocol.js';
import { helloOf, positionIn, roomsOf } from './hello.js';
import { Connection } from './connection.js';
import { Joins } from './joins.js';
import { Outbox, nextLook } from './outbox.js';
import { Requests } from './requests.js';
import { Teller } from './teller.js';
import { Timer } from './timer.js';
import { ulid } from './ulid.js';
import { Memory } from './memory.js';
import { loadOlder } from './paging.js';
import { Reading } from './reading.js';
import * as roomlog from './roomlog.js';
import * as store from './store.js';

const SAVE_AFTER_MS = 500;
const ORPHANS_MS = 5000;
const AWAY_MS = 60_000;
const FIRST_ROOM = 'general';

/** One user in one tab. `state` is what there is to show; every change is told to `onChange`. */
export class Chat {
  #me;
  #memory;
  #reading;
  #hold = { state: () => this.state, become: (state) => this.#become(state) };
  #onChange;
  #onArrival;
  #onFailed;
  #tabs;
  #requests = new Requests((frame) => this.#connection.send(frame));
  #joins = new Joins({
    ask: (frame) => this.#requests.ask(frame),
    position: (id) => positionIn(this.state, id),
    mayAsk: (id) => this.#connection.online && this.state.mine.includes(id),
    onRefused: (id, code) => this.#notJoined(id, code),
  });
  #connection;
  #unsaved = new Set();
  #wish = null;
  /** The rooms that every `hello` on its way names; the one that wins may be an early one. */
  #asked = null;
  #saveTimer = new Timer(() => this.save());
  #typingTimer = new Timer(() => this.#become(store.typingExpired(this.state, performance.now())));
  #teller = new Teller(
    // The node would not know what we are talking about before we are in the room.
    (room) => this.state.rooms.get(room)?.joined === true && this.#connection.send({ t: Say.TYPING, room }),
    (room) => room === this.state.open && this.hasDraft(room),
  );
  #orphanTimer = new Timer(() => this.adoptOrphans());
  #pumpTimer = new Timer(() => this.#pump());

  /**
   * @param {{name: string, token: string}} me
   * @param {{
   *   own: import('./storage.js').Storage, shared: import('./storage.js').Storage, tabs: import('./tabs.js').Tabs,
   *   page: {origin: string, protocol: string, hostname: string},
   *   open: Function, answersHttp: Function,
   *   onChange: (chat: Chat) => void, onArrival: (room: store.Room, entries: import('./roomlog.js').Entry[]) => void,
   *   onFailed: (item: import('./outbox.js').Item) => void,
   * }} world `own` is the storage of this user, `shared` of all; `onArrival` tells what others said just now, `onFailed`
   *   what the server will not have
   */
  constructor(me, world) {
    this.#me = me;
    this.#memory = new Memory(world.own, world.shared, world.page);
    this.#reading = new Reading(this.#hold, this.#memory);
    this.#tabs = world.tabs;
    this.#onChange = world.onChange;
    this.#onArrival = world.onArrival;
    this.#onFailed = world.onFailed;
    this.state = this.#memory.restore(me.name);
    this.outbox = new Outbox(
      world.own.below('out.'),
      world.tabs.id,
      () => this.#changed(),
      () => this.#orphanTimer.startIfIdle(ORPHANS_MS),
    );
    this.#connection = new Connection({
      open: world.open,
      answersHttp: world.answersHttp,
      origin: world.page.origin,
      hello: () => this.#hello(),
      known: () => this.#memory.nodes(),
      onFrames: (frames) => frames.forEach((frame) => this.#hear(frame)),
      onState: (link) => this.#become({ ...this.state, link }),
      onLost: () => this.#lost(),
    });
  }

  start() {
    this.#connection.start();
  }

  stop() {
    this.save();
    for (const timer of [this.#saveTimer, this.#typingTimer, this.#teller, this.#pumpTimer, this.#orphanTimer]) timer.stop();
    this.#connection.stop();
    this.#tabs.close();
  }

  /** From now on under another name: said to the cluster with a new `hello`. */
  rename(name) {
    this.#me = { ...this.#me, name };
    this.#become({ ...this.state, me: { ...this.state.me, name } });
    this.#connection.stop();
    this.#lost();
    this.#connection.start();
  }

  probe() {
    this.#connection.probe();
  }

  tryNow() {
    this.#connection.tryNow();
  }

  /** Sends what tabs left behind that are not there any more. */
  async adoptOrphans() {
    this.outbox.adopt(await this.#tabs.alive());
    if (this.outbox.hasForeign) this.#orphanTimer.start(ORPHANS_MS); // their tabs live; they may crash
    this.#pump();
  }

  // ---- what the reader does

  /**
   * Puts a message on its way. It is safe in storage when this returns.
   *
   * @returns {{error: string | null}} why it cannot be sent as it is
   */
  say(room, text) {
    const clean = cleanText(text);
    if (clean === '') return { error: 'There is nothing to send.' };
    const limit = this.state.limits.text;
    if (clean.length > limit) return { error: `The text has ${clean.length} characters; ${limit} are allowed.` };
    this.outbox.add(room, clean);
    this.#become(store.undivided(this.state, room));
    this.#pump();
    return { error: null };
  }

  retry(id) {
    this.outbox.retry(id);
    this.#pump();
  }

  /** Tells others that the reader types; as often as one likes. */
  typing(room) {
    this.#teller.types(room);
  }

  openRoom(id) {
    if (!this.state.rooms.has(id)) return;
    if (!this.state.mine.includes(id)) this.#become({ ...this.state, mine: [...this.state.mine, id] });
    this.#memory.addMine(id);
    this.#become(store.opened(this.state, id));
    this.#memory.keepOpen(id);
    if (!this.state.rooms.get(id).joined) this.#joins.join(id);
  }

  leaveRoom(id) {
    this.#memory.dropMine(id);
    this.#leave([id], this.state.mine.filter((room) => room !== id));
  }

  #leave(ids, mine) {
    this.#become({ ...this.state, mine });
    for (const id of ids) {
      this.#joins.settled(id);
      this.#requests.ask({ t: Say.LEAVE, room: id }).catch(ignored);
      this.#become(store.withRoom(this.state, id, (room) => ({ ...room, joined: false, people: new Map(), typing: new Map() })));
    }
    if (ids.includes(this.state.open) && mine.length > 0) this.openRoom(mine[0]);
  }

  /** @returns {Promise<string>} the id of the new room; fails with a RequestError */
  async createRoom(name) {
    // The same wish keeps its id: after a lost answer, asking again must not collide with our own room.
    if (this.#wish?.name !== name) this.#wish = { name, id: ulid() };
    const { room } = await this.#requests.ask({ t: Say.CREATE, id: this.#wish.id, name });
    this.#wish = null;
    this.#become(store.withRooms(this.state, [{ room, name }]));
    this.openRoom(room);
    return room;
  }

  /** Fetches the page before the oldest entry, unless that is under way or there is none. */
  loadOlder(id) {
    if (this.#connection.online) loadOlder(id, this.#hold, (frame) => this.#requests.ask(frame));
  }

  markRead(id, seq) {
    this.#reading.mark(id, seq);
  }

  /** The reader looks elsewhere: what comes now is new to them. */
  divide(id) {
    this.#become(store.divided(this.state, id));
  }

  /** What was new is old. */
  undivide(id) {
    this.#become(store.undivided(this.state, id));
  }

  draft(room) {
    return this.#memory.draft(room);
  }

  /** @param {string} text as it stands in the field, at every keystroke */
  saveDraft(room, text) {
    this.#memory.keepDraft(room, text);
  }

  hasDraft(room) {
    return this.draft(room).trim() !== '';
  }

  /** Another tab of this user wrote something down. */
  wroteElsewhere(key, value) {
    if (value === null) return;
    if (key === 'read') this.#reading.markElsewhere(value);
    if (key === 'mine') {
      this.#leave(this.state.mine.filter((id) => !value.includes(id)), value);
      this.#joinMissed();
    }
  }

  /** A room may be ours before we hear that there is such a room, and the other way round. */
  #joinMissed() {
    const missed = this.state.mine.filter((id) => this.state.rooms.get(id)?.joined === false);
    missed.forEach((id) => this.#joins.join(id));
  }

  // ---- hearing

  #hear(frame) {
    switch (frame.t) {
      case Hear.WELCOME:
        return this.#welcomed(frame);
      case Hear.NODES:
        this.#memory.keepNodes(frame.nodes);
        return this.#become({ ...this.state, nodes: frame.nodes });
      case Hear.ROOMS:
        this.#become(store.withRooms(this.state, frame.rooms));
        this.#joinMissed();
        return this.#memory.keepRooms(this.state);
      case Hear.JOINED:
        return this.#joined(frame);
      case Hear.ENTRIES:
        return this.#entered(frame);
      case Hear.ACKED:
        if (this.outbox.acked(frame.id)) this.#pump();
        return this.#requests.settle(frame);
      case Hear.PRESENCE:
        return this.#become(store.presence(this.state, frame));
      case Hear.TYPING:
        return this.#become(store.typed(this.state, frame, performance.now()));
      case Hear.MODE:
        this.outbox.lift();
        return this.#pump();
      case Hear.ERROR:
        return this.#refused(frame);
      default:
        return this.#requests.settle(frame);
    }
  }

  #welcomed(frame) {
    this.#joins.clear();
    this.#requests.drop(); // a question over the connection that this one replaces would wait in vain
    this.outbox.lost();
    this.outbox.lift();
    this.#memory.keepNodes(frame.nodes);
    const asked = this.#asked ?? new Set();
    this.#asked = null;
    this.#become(store.welcomed(this.state, frame));
    this.#memory.keepRooms(this.state);
    if (this.state.mine.length === 0) {
      const first = this.state.rooms.has(FIRST_ROOM) ? FIRST_ROOM : frame.rooms[0]?.room;
      if (first) this.openRoom(first);
    } else {
      this.state.mine.filter((id) => !asked.has(id)).forEach((id) => this.#joins.join(id));
      if (this.state.open === null) this.openRoom(this.state.mine[0]);
    }
    this.#pump();
    this.adoptOrphans(); // of a tab that crashed, and so said nothing
  }

  #joined(frame) {
    this.#joins.settled(frame.room);
    this.#requests.settle(frame);
    if (!this.state.mine.includes(frame.room)) {
      this.#connection.send({ t: Say.LEAVE, ref: 'late', room: frame.room });
      return;
    }
    const before = this.state.rooms.get(frame.room);
    if (frame.reset || (before && roomlog.skips(before.log, frame))) this.outbox.forgetAcked(frame.room);
    this.#become(store.joined(this.state, frame));
    this.#reading.changed(before);
  }

  #entered(frame) {
    const before = this.state.rooms.get(frame.room);
    const { state, added, hole } = store.entered(this.state, frame);
    if (hole) return this.#joins.join(frame.room);
    if (added.length === 0) return undefined;
    this.#become(state);
    this.#reading.changed(before);
    this.#unsaved.add(frame.room);
    this.#saveTimer.startIfIdle(SAVE_AFTER_MS);
    const isOld = Date.now() + state.skew - added[0].at > AWAY_MS || this.state.rooms.get(frame.room).reordered !== null;
    if (frame.room === this.state.open && isOld) this.divide(frame.room);
    const own = added.filter((entry) => this.outbox.seen(entry.id));
    if (own.length > 0) this.#pump();
    const isLive = before.log.next !== null && before.log.next > before.log.head;
    const foreign = added.filter((entry) => entry.author !== this.state.me.id);
    if (isLive && foreign.length > 0) this.#onArrival(before, foreign);
    return undefined;
  }

  #refused(frame) {
    if (this.outbox.refused(frame.id, frame)) {
      if (!frame.temporary && this.outbox.get(frame.id)) this.#onFailed(this.outbox.get(frame.id));
      this.#pump();
      return;
    }
    // "Not in this room" answers `typing`, and says nothing of a join that waits.
    if (this.#requests.settle(frame) || !frame.room || frame.code === ErrorCode.NOT_IN_ROOM) return;
    this.#joins.settled(frame.room);
    if (frame.code === ErrorCode.ROOM_UNKNOWN) this.#notJoined(frame.room, frame.code);
    else if (frame.temporary && !this.state.rooms.get(frame.room)?.joined) this.#joins.later(frame.room, frame.retryAfter);
  }

  #notJoined(id, code) {
    if (code === ErrorCode.ROOM_UNKNOWN) this.#become(store.withRoom(this.state, id, (room) => ({ ...room, missing: true })));
    if (code === ErrorCode.TOO_MANY_ROOMS) this.#makeRoomFor(id);
  }

  #lost() {
    this.outbox.lost();
    this.#requests.drop();
    this.#pumpTimer.stop();
    this.#joins.clear();
  }

  // ---- saying

  #hello() {
    const ids = roomsOf(this.state);
    this.#asked = new Set(this.#asked ? ids.filter((id) => this.#asked.has(id)) : ids);
    return helloOf(this.#me, this.state, ids);
  }

  /** The server lets one be in so many rooms: the one that was entered first has to go. */
  #makeRoomFor(id) {
    const first = this.state.mine.find((other) => other !== id && other !== this.state.open);
    if (!first) return;
    this.leaveRoom(first);
    this.#joins.join(id);
  }

  #pump() {
    if (!this.#connection.online) return;
    this.outbox.pump((item) => this.#connection.send({ t: Say.POST, id: item.id, room: item.room, text: item.text }));
    const wait = nextLook(this.outbox.items, performance.now());
    if (wait !== null) this.#pumpTimer.start(wait);
  }

  // ---- remembering

  /** Writes the newest entries down. Also to be called when the page is left. */
  save() {
    this.#saveTimer.stop();
    this.#memory.keepLogs(this.state, this.#unsaved);
    this.#unsaved.clear();
    this.#memory.keepReads(this.state);
  }

  #become(state) {
    if (state === this.state) return;
    this.state = state;
    const end = store.nextTypingEnd(state);
    if (end !== null) this.#typingTimer.start(Math.max(0, end - performance.now()));
    this.#changed();
  }

  #changed() {
    this.#onChange(this);
  }
}

function ignored() {
  // the answer does not matter: the server forgets the room with the connection at the latest
}
