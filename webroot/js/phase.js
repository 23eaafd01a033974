/** What a page knows about its connection: one immutable value, and the pure functions that change it. */

export const Phase = Object.freeze({
  STOPPED: 'stopped',
  DIALLING: 'dialling',
  WAITING: 'waiting',
  ONLINE: 'online',
  REFUSED: 'refused',
});

/** How long a loss stays a secret: most fail-overs are over before anybody could read a banner. */
export const QUIET_MS = 1500;

const READ_ONLY =
  'This server cannot reach most of the others. You can read; what you write is kept and sent when it is back.';

/**
 * @typedef {{
 *   phase: string,
 *   round: number,
 *   downSince: number | null,
 *   leavingSince: number | null,
 *   readOnly: boolean,
 *   retryAt: number | null,
 *   base: string | null,
 *   node: string | null,
 *   name: string | null,
 *   transport: string | null,
 *   moved: {from: string, to: string, millis: number, at: number} | null,
 *   roundTrip: number | null,
 *   refusal: string | null,
 * }} Link
 *   `round`: failed rounds since the connection was lost. `downSince`: since when nothing can be sent, by performance.now()
 *   like all times here but `at` of `moved`, which is shown: no change of the clock makes a loss longer or shorter.
 *   `leavingSince`: since when the node wants us to move. `readOnly`: it is in the smaller part of a split and takes no messages. `base`, `node`, `name`: the node that serves us, or served last.
 */

/** @type {Link} */
export const STOPPED = Object.freeze({
  phase: Phase.STOPPED,
  round: 0,
  downSince: null,
  leavingSince: null,
  readOnly: false,
  retryAt: null,
  base: null,
  node: null,
  name: null,
  transport: null,
  moved: null,
  roundTrip: null,
  refusal: null,
});

/** @returns {Link} */
export function dialling(link, now) {
  return { ...link, phase: Phase.DIALLING, retryAt: null, downSince: link.downSince ?? now };
}

/** The connection ended without our wish. @returns {Link} */
export function lost(link, now) {
  return { ...link, phase: Phase.DIALLING, round: 0, downSince: now, roundTrip: null };
}

/** A whole round failed; the next begins at `retryAt`. @returns {Link} */
export function waiting(link, retryAt) {
  return { ...link, phase: Phase.WAITING, round: link.round + 1, retryAt };
}

/** The node asked us to go; everything still works. @returns {Link} */
export function leaving(link, now) {
  return { ...link, leavingSince: link.leavingSince ?? now };
}

/**
 * A node took us in.
 *
 * @param {Link} link
 * @param {{base: string, node: string, name: string, transport: string, readOnly: boolean}} by
 * @param {number} at the same as `now`, in ms since 1970
 * @returns {Link}
 */
export function welcomed(link, by, now, at = now) {
  const moves = link.node !== null && link.node !== by.node;
  const since = link.leavingSince ?? link.downSince ?? now;
  return {
    ...link,
    ...by,
    phase: Phase.ONLINE,
    round: 0,
    downSince: null,
    leavingSince: null,
    retryAt: null,
    roundTrip: null,
    moved: moves ? { from: link.name, to: by.name, millis: now - since, at } : link.moved,
  };
}

/** The server will not have us; trying again would not help. @returns {Link} */
export function refused(link, message) {
  return { ...link, phase: Phase.REFUSED, retryAt: null, refusal: message };
}

/** The node takes messages, or does not any more. @returns {Link} */
export function turned(link, readOnly) {
  return { ...link, readOnly };
}

/** @returns {Link} */
export function measured(link, roundTrip) {
  return { ...link, roundTrip };
}

/**
 * What to tell the reader: nothing while all is well or a loss is young.
 *
 * @param {Link} link
 * @param {number} now
 * @returns {{text: string, seconds: number | null, canTry: boolean} | null} `seconds`: until the next try
 */
export function noticeOf(link, now) {
  if (link.phase === Phase.REFUSED) {
    return { text: `The server refused the connection: ${link.refusal}`, seconds: null, canTry: true };
  }
  if (link.phase === Phase.ONLINE && link.readOnly) return { text: READ_ONLY, seconds: null, canTry: false };
  if (link.downSince === null || now - link.downSince < QUIET_MS) return null;
  if (link.phase === Phase.WAITING) {
    const seconds = Math.max(1, Math.ceil((link.retryAt - now) / 1000));
    return { text: 'No connection. What you write is kept and sent later.', seconds, canTry: true };
  }
  return { text: 'Connecting… What you write is kept and sent later.', seconds: null, canTry: false };
}
