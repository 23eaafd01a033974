/** From entries to what stands on the screen: days, the line before new messages, and messages in groups. */

import { MESSAGE } from './protocol.js';
import { deliveryOf, faultOf } from './outbox.js';
import { dayOf } from './format.js';

const GROUP_MS = 5 * 60 * 1000;

/**
 * @typedef {{type: 'day', key: string, day: number} | {type: 'new', key: string} | {type: 'order', key: string} | {
 *   type: 'message', key: string, seq: number | null, author: string, name: string, text: string, at: number,
 *   isHead: boolean, isOwn: boolean, delivery: string | null, error: string | null}} Row
 *   `isHead`: the first of a group, with name and time. `delivery`: null when the cluster has it for good.
 */

/**
 * @param {import('./roomlog.js').Entry[]} entries what is in the window
 * @param {{
 *   before: import('./roomlog.js').Entry | null, waiting: import('./outbox.js').Item[],
 *   divider: number | null, reordered: number | null, skew: number, me: {id: string | null, name: string},
 * }} context `before`: the message above the window; `waiting`: the outbox of this room; those in `entries`
 *     are marked, the others follow at the end if the window reaches there
 * @returns {Row[]}
 */
export function rowsOf(entries, { before, waiting, divider, reordered = null, skew = 0, me }) {
  const pending = new Map(waiting.map((item) => [item.id, item]));
  const rows = [];
  let last = before;
  const put = (message) => {
    const day = dayOf(message.at);
    const isNewDay = last === null || dayOf(last.at) !== day;
    const isFirstNew = divider !== null && message.seq === divider;
    if (isReordered(last, message.seq, reordered)) rows.push({ type: 'order', key: 'order' });
    if (isNewDay) rows.push({ type: 'day', key: `day-${message.key}`, day });
    if (isFirstNew) rows.push({ type: 'new', key: 'new' });
    const isHead = isNewDay || isFirstNew || last.author !== message.author || message.at - last.at >= GROUP_MS;
    rows.push({ type: 'message', isHead, isOwn: message.author === me.id, ...message });
    last = message;
  };
  for (const entry of entries) {
    if (entry.kind !== MESSAGE) continue;
    const item = pending.get(entry.id);
    pending.delete(entry.id);
    put(fromEntry(entry, item));
  }
  // Nothing came after it: what had been there is not there any more.
  if (reordered !== null && entries.at(-1)?.seq === reordered) rows.push({ type: 'order', key: 'order' });
  for (const item of pending.values()) put(fromItem(item, me, skew));
  return rows;
}

/** Whether the message after `last` is the first whose place a healed split may have changed. */
function isReordered(last, seq, reordered) {
  if (reordered === null || seq === null || seq <= reordered) return false;
  return last === null ? seq === reordered + 1 : last.seq !== null && last.seq <= reordered;
}

function fromEntry(entry, item) {
  return {
    key: entry.id,
    seq: entry.seq,
    author: entry.author,
    name: entry.body.name,
    text: entry.body.text,
    at: entry.at,
    delivery: item ? deliveryOf(item) : null,
    error: item ? faultOf(item) : null,
  };
}

/** What waits was written by our clock and is shown by that of the cluster, among what others said. */
function fromItem(item, me, skew) {
  return {
    key: item.id,
    seq: null,
    author: me.id,
    name: me.name,
    text: item.text,
    at: item.at + skew,
    delivery: deliveryOf(item),
    error: faultOf(item),
  };
}
