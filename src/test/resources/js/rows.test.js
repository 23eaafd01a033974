import { entry, equal } from './assert.js';
import { rowsOf } from '/js/rows.js';

const MINUTE = 60_000;
const NOON = new Date(2026, 2, 10, 12).getTime();
const ME = { id: 'me', name: 'Ada' };
const said = (seq, minutes, author = 'grace') => entry(seq, { author, at: NOON + minutes * MINUTE });
const rows = (entries, more = {}) => rowsOf(entries, { before: null, waiting: [], divider: null, me: ME, ...more });
const shape = (list) => list.map((row) => (row.type === 'message' ? (row.isHead ? 'head' : 'more') : row.type));
const item = (id, error = null) => ({ id, room: 'r', text: id, at: NOON + MINUTE, error, sentAt: null });

export const tests = {
  'should put messages of one person within five minutes together': () => {
    equal(shape(rows([said(1, 0), said(2, 4), said(3, 8), said(4, 13)])), ['day', 'head', 'more', 'more', 'head']);
  },
  'should begin a group for another person': () => equal(shape(rows([said(1, 0), said(2, 1, 'alan')])), ['day', 'head', 'head']),
  'should head every day': () => equal(shape(rows([said(1, 0), said(2, 24 * 60)])), ['day', 'head', 'day', 'head']),
  'should go on with the group above the window': () => equal(shape(rows([said(2, 1)], { before: said(1, 0) })), ['more']),
  'should draw a line before the first new message': () => {
    equal(shape(rows([said(1, 0), said(2, 1)], { divider: 2 })), ['day', 'head', 'new', 'head']);
  },
  'should tell once where the order has changed': () => {
    equal(shape(rows([said(1, 0), said(2, 1), said(3, 2)], { reordered: 1 })), ['day', 'head', 'order', 'more', 'more']);
    equal(shape(rows([said(2, 1), said(3, 2)], { reordered: 1, before: said(1, 0) })), ['order', 'more', 'more']);
    equal(shape(rows([said(12, 1)], { reordered: 11 })), ['order', 'day', 'head'], 'at the top of the newest page');
    equal(shape(rows([said(8, 1)], { reordered: 1, before: said(7, 0) })), ['more'], 'far above the window');
    equal(shape(rows([said(1, 0)], { reordered: 1, waiting: [item('p')] })), ['day', 'head', 'order', 'head'], 'where nothing follows');
  },
  'should pass over entries of kinds that it does not know': () => {
    equal(shape(rows([said(1, 0), { ...said(2, 1), kind: 'reaction', body: {} }, said(3, 2)])), ['day', 'head', 'more']);
  },
  'should mark what is in the log but not acknowledged': () => {
    const [, first, second] = rows([said(1, 0, 'me'), said(2, 0, 'me')], { waiting: [item('id2')] });
    equal([first.delivery, second.delivery, first.isOwn], [null, 'pending', true]);
  },
  'should show what waits after everything else': () => {
    const list = rows([said(1, 0)], { waiting: [item('p1'), item('p2', 'no')] });
    equal(list.slice(2).map(({ key, delivery, error, name }) => [key, delivery, error, name]), [
      ['p1', 'pending', null, 'Ada'],
      ['p2', 'failed', 'no', 'Ada'],
    ]);
  },
  'should show what waits by the clock of the cluster': () => {
    const days = 5 * 24 * 60 * MINUTE;
    const late = { ...item('p'), at: NOON + 3 * MINUTE + days };
    equal(shape(rows([said(1, 0, 'me')], { waiting: [late], skew: -days })), ['day', 'head', 'more']);
    equal(rows([said(1, 0, 'me')], { waiting: [late], skew: -days }).at(-1).at, NOON + 3 * MINUTE);
  },
  'should have no two rows of one key': () => {
    const list = rows([said(1, 24 * 60), said(2, 0), said(3, 24 * 60)]); // clocks of leaders may differ
    equal(new Set(list.map(({ key }) => key)).size, list.length);
  },
};
