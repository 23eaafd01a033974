/** One lasting connection to a cluster, over sockets that come and go. */

import { Hear, READ_ONLY, Say, framesOf, mayReturn } from './protocol.js';
import { Timer, backoff, between, spread } from './timer.js';
import { Dialler, silence } from './dialler.js';
import { Transport } from './socket.js';
import { beyond, candidates, refuges } from './nodes.js';
import { withCode } from './wording.js';
import * as phase from './phase.js';

/** With the time for the answer it takes 5.5 s at the most to notice that nothing passes any more. */
const QUIET_BEFORE_PING_MS = 2500;
const SILENT_BEFORE_PING_MS = 15_000;
const PONG_MS = 3000;
const MOVE_AGAIN_MS = 250;
const MOVE_SPREAD_MOST_MS = 4000;
const SEEK_FIRST_MS = 2000;
const SEEK_MS = 10_000;

/**
 * Keeps a page connected: dials, says hello, probes, moves, comes back. Knows nodes and frames but no rooms.
 *
 * Owned by the page's one thread. Sockets that were given up have no listeners, so nothing late is ever heard.
 */
export class Connection {
  #calls;
  #state = phase.STOPPED;
  #socket = null;
  #dialler = null;
  #moving = null;
  #lastHeard = 0;
  #lastSent = 0;
  #pingSent = 0;
  #pings = 0;
  #http = new Set();
  #dialTimer = new Timer(() => this.#dial());
  #moveTimer = new Timer(() => this.#move());
  #seekTimer = new Timer(() => this.#seek());
  #quietTimer = new Timer(() => this.#checkQuiet());
  #pongTimer = new Timer(() => this.#giveUp());

  /**
   * @param {{
   *   open: (base: string, transport: string) => object,
   *   answersHttp: (base: string) => Promise<boolean>,
   *   hello: () => object,
   *   known: () => import('./nodes.js').Known[],
   *   origin: string,
   *   onFrames: (frames: object[]) => void,
   *   onState: (state: import('./phase.js').Link) => void,
   *   onLost: () => void,
   * }} calls `hello` is asked anew for every socket, so that positions are fresh; `onFrames` gets the frames after a
   *     `welcome`, and the `welcome` itself, first
   */
  constructor(calls) {
    this.#calls = calls;
  }

  get state() {
    return this.#state;
  }

  get online() {
    return this.#state.phase === phase.Phase.ONLINE;
  }

  start() {
    this.#become(phase.dialling(phase.STOPPED, performance.now()));
    this.#dial(this.#calls.origin);
  }

  stop() {
    for (const timer of [this.#dialTimer, this.#moveTimer, this.#seekTimer, this.#quietTimer, this.#pongTimer]) timer.stop();
    this.#dialler?.cancel();
    this.#moving?.cancel();
    this.#dialler = this.#moving = null;
    this.#dropSocket();
    this.#become(phase.STOPPED);
  }

  /**
   * @param {object} frame
   * @returns {boolean} false if there is no connection; nothing is queued here
   */
  send(frame) {
    if (!this.online) return false;
    this.#lastSent = performance.now();
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** The reader does not want to wait. */
  tryNow() {
    const { WAITING, REFUSED } = phase.Phase;
    if (this.#state.phase === WAITING || this.#state.phase === REFUSED) this.#dial();
  }

  /** The network or the tab came back, or may have gone: ask whether the connection lives. A hint, never the truth. */
  probe() {
    if (this.online) {
      this.#ping();
    } else {
      this.tryNow();
    }
  }

  // ---- dialling

  #dial(first = null) {
    this.#dialTimer.stop();
    this.#dialler?.cancel();
    this.#become(phase.dialling(this.#state, performance.now()));
    const places = candidates(this.#calls.known(), { origin: this.#calls.origin, first, lost: this.#state.base });
    this.#dialler = this.#diallerOver(places, {
      onExhausted: (heard) => this.#exhausted(places, heard),
      onRefused: (message) => this.#become(phase.refused(this.#state, message)),
    });
    this.#dialler.dial();
  }

  #diallerOver(places, endings) {
    return new Dialler(this.#withFallbacks(places), {
      open: this.#calls.open,
      hello: this.#calls.hello,
      onWelcome: (socket, frames, place) => this.#welcomed(socket, frames, place),
      ...endings,
    });
  }

  /** SockJS follows only where HTTP answered while nothing came over a WebSocket; and even there the WebSocket comes first. */
  #withFallbacks(places) {
    const sockets = places.map((place) => ({ ...place, transport: Transport.WEBSOCKET }));
    const fallbacks = places
      .filter((place) => this.#http.has(place.base))
      .map((place) => ({ ...place, transport: Transport.SOCKJS }));
    return [...sockets, ...fallbacks];
  }

  #exhausted(places, heard) {
    this.#dialler = null;
    const wait = backoff(this.#state.round);
    this.#become(phase.waiting(this.#state, performance.now() + wait));
    this.#dialTimer.start(wait);
    this.#http.clear();
    for (const { base } of places.filter((place) => !heard.has(place.base))) {
      this.#calls.answersHttp(base).then((answers) => answers && this.#http.add(base));
    }
  }

  #welcomed(socket, frames, place) {
    const [welcome] = frames;
    this.#dialler = this.#moving = null;
    this.#moveTimer.stop();
    this.#seekTimer.stop();
    this.#dropSocket();
    this.#socket = socket;
    socket.onmessage = (event) => this.#hear(framesOf(event.data));
    socket.onclose = (event) => this.#closed(event);
    this.#lastHeard = this.#lastSent = performance.now();
    this.#quietTimer.start(QUIET_BEFORE_PING_MS);
    if (place.transport === Transport.WEBSOCKET) this.#http.clear();
    const by = { base: place.base, node: welcome.node, name: welcome.name, transport: place.transport };
    this.#become(phase.welcomed(this.#state, { ...by, readOnly: welcome.mode === READ_ONLY }, performance.now(), Date.now()));
    this.#seekLater(SEEK_FIRST_MS);
    this.#hear(frames);
  }

  // ---- moving on request: the new connection is made before the old one is broken

  #move() {
    if (!this.online || this.#moving) return;
    const places = refuges(this.#calls.known(), this.#state.base);
    this.#moving = this.#diallerOver(places, {
      onExhausted: () => {
        this.#moving = null;
        this.#moveTimer.start(between(MOVE_AGAIN_MS / 2, 2 * MOVE_AGAIN_MS));
      },
      onRefused: () => {
        this.#moving = null; // the old connection still serves; its end will tell
      },
    });
    this.#moving.dial(); // may end at once, when there is no other node
  }

  // ---- looking for a node that takes messages, while ours does not

  #seekLater(most) {
    if (this.#state.readOnly) this.#seekTimer.startIfIdle(between(most / 4, most));
  }

  #seek() {
    if (!this.online || !this.#state.readOnly || this.#moving) return;
    const end = () => {
      this.#moving = null; // there is none that we can reach; this one can still be read
      if (this.#state.leavingSince !== null) this.#moveTimer.startIfIdle(MOVE_AGAIN_MS);
      this.#seekLater(SEEK_MS);
    };
    this.#moving = this.#diallerOver(beyond(this.#calls.known(), this.#state.base), {
      accepts: (welcome) => welcome.mode !== READ_ONLY,
      onExhausted: end,
      onRefused: end,
    });
    this.#moving.dial();
  }

  // ---- hearing

  #hear(frames) {
    this.#lastHeard = performance.now();
    this.#pongTimer.stop();
    if (this.#lastHeard - this.#lastSent > SILENT_BEFORE_PING_MS) this.#ping();
    for (const frame of frames) {
      if (frame.t === Hear.MOVE) {
        this.#become(phase.leaving(this.#state, performance.now()));
        this.#moveTimer.startIfIdle(between(0, Math.min(MOVE_SPREAD_MOST_MS, this.#spread())));
      } else if (frame.t === Hear.MODE) {
        this.#become(phase.turned(this.#state, frame.mode === READ_ONLY));
        if (this.#state.readOnly) this.#seekTimer.startIfIdle(between(0, this.#spread()));
      } else if (frame.t === Hear.PONG && frame.ref === String(this.#pings)) {
        this.#become(phase.measured(this.#state, Math.round(performance.now() - this.#pingSent)));
      }
    }
    this.#calls.onFrames(frames);
  }

  #closed(event) {
    if (!mayReturn(event.code)) {
      this.#dropSocket();
      this.#calls.onLost();
      const reason = withCode(event.reason || 'it closed the connection.', event.code);
      this.#become(phase.refused(phase.lost(this.#state, performance.now()), reason));
      return;
    }
    this.#lose();
  }

  /** Over how long the clients of our node spread when it is lost. */
  #spread() {
    return spread(this.#calls.known().find((node) => node.base === this.#state.base)?.sessions ?? 0);
  }

  #lose() {
    this.#dropSocket();
    this.#moving?.cancel();
    this.#moving = null;
    this.#moveTimer.stop();
    this.#seekTimer.stop();
    this.#become(phase.lost(this.#state, performance.now()));
    this.#calls.onLost();
    this.#dialTimer.start(between(0, this.#spread()));
  }

  // ---- probing

  #checkQuiet() {
    const quiet = performance.now() - this.#lastHeard;
    if (quiet >= QUIET_BEFORE_PING_MS) {
      this.#ping();
    } else {
      this.#quietTimer.start(QUIET_BEFORE_PING_MS - quiet);
    }
  }

  #ping() {
    this.#quietTimer.start(QUIET_BEFORE_PING_MS);
    this.#pongTimer.startIfIdle(PONG_MS);
    this.#pings++;
    this.#pingSent = performance.now();
    this.send({ t: Say.PING, ref: String(this.#pings) });
  }

  #giveUp() {
    if (this.online) this.#lose();
  }

  #dropSocket() {
    this.#quietTimer.stop();
    this.#pongTimer.stop();
    silence(this.#socket);
    this.#socket?.close();
    this.#socket = null;
  }

  #become(state) {
    this.#state = state;
    this.#calls.onState(state);
  }
}

