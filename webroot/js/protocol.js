/** The words of docs/protocol.md: frame names, error codes, close codes. No state, no sockets. */

export const VERSION = 1;

/** Frames that we send. */
export const Say = Object.freeze({
  HELLO: 'hello',
  JOIN: 'join',
  LEAVE: 'leave',
  HISTORY: 'history',
  POST: 'post',
  CREATE: 'create',
  TYPING: 'typing',
  PING: 'ping',
});

/** Frames that we hear. */
export const Hear = Object.freeze({
  WELCOME: 'welcome',
  NODES: 'nodes',
  ROOMS: 'rooms',
  JOINED: 'joined',
  LEFT: 'left',
  ENTRIES: 'entries',
  PAGE: 'page',
  ACKED: 'acked',
  PRESENCE: 'presence',
  TYPING: 'typing',
  MOVE: 'move',
  MODE: 'mode',
  PONG: 'pong',
  ERROR: 'error',
});

export const ErrorCode = Object.freeze({
  VERSION: 105,
  ROOM_UNKNOWN: 120,
  NOT_IN_ROOM: 121,
  NAME_TAKEN: 122,
  TOO_MANY_ROOMS: 123,
  ID_TAKEN: 124,
  CROWDED: 135,
});

/** `mode` of a node that cannot reach most of the others: it can be read, and takes no messages. */
export const READ_ONLY = 'read-only';

export const NodeState = Object.freeze({ JOINING: 'joining', READY: 'ready', DRAINED: 'drained', LEAVING: 'leaving' });

/** The kind of an entry that is shown. Others count, unseen. */
export const MESSAGE = 'message';

/** How many characters a message may have until a node says otherwise. */
export const TEXT_LIMIT = 8000;
export const NAME_LIMIT = 40;
export const ROOM_NAME_LIMIT = 60;

const NO_RETURN_FROM = 3500;
const NO_RETURN_TO = 4999;

/** Whether a connection that ended with this code may be tried again. */
export function mayReturn(closeCode) {
  return !(closeCode >= NO_RETURN_FROM && closeCode <= NO_RETURN_TO);
}

/**
 * One text message from a node is a frame or an array of frames.
 *
 * @param {string} text
 * @returns {object[]} the frames in order; empty if it was not JSON
 */
export function framesOf(text) {
  try {
    const value = JSON.parse(text);
    return Array.isArray(value) ? value : [value];
  } catch {
    return [];
  }
}

/**
 * Makes pasted text fit for the protocol: one kind of line end, no control characters, no white space around.
 *
 * @param {string} text
 */
export function cleanText(text) {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .trim();
}

/** The same for a name: one line, single spaces. */
export function cleanName(text) {
  return text.replace(/\p{Cc}/gu, ' ').replace(/\s+/g, ' ').trim();
}
