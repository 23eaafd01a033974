import { entry, equal } from './assert.js';
import * as roomlog from '/js/roomlog.js';

const ZERO = '00000000000000000000000000000000';
const entries = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => entry(from + i));
const frame = (from, head, reset = false) => ({ from, reset, head: { seq: head } });
const filled = (from, to) => roomlog.appended(roomlog.joined(roomlog.EMPTY, frame(from, to)), entries(from, to)).log;
const seqs = (log) => log.entries.map(({ seq }) => seq);

export const tests = {
  'should join afresh when nothing is known': () => equal(roomlog.positionOf(roomlog.EMPTY), null),
  'should stand before the first entry of an empty room': () => {
    equal(roomlog.positionOf(roomlog.joined(roomlog.EMPTY, frame(1, 0))), { seq: 0, digest: ZERO });
  },
  'should resume after the last entry': () => equal(roomlog.positionOf(filled(3, 5)), { seq: 5, digest: 'd5' }),
  'should add what follows': () => equal(seqs(roomlog.appended(filled(1, 3), entries(4, 5)).log), [1, 2, 3, 4, 5]),
  'should pass over what it has': () => {
    const { log, added, hole } = roomlog.appended(filled(1, 3), entries(2, 4));
    equal([seqs(log), added.length, hole], [[1, 2, 3, 4], 1, false]);
    equal(roomlog.appended(log, entries(1, 4)).added, []);
  },
  'should add nothing after a hole': () => {
    const { log, added, hole } = roomlog.appended(filled(1, 3), entries(5, 6));
    equal([seqs(log), added.length, hole], [[1, 2, 3], 0, true]);
    equal(roomlog.appended(filled(1, 3), [entry(4), entry(6)]).hole, true);
  },
  'should keep what it has when it resumes': () => equal(seqs(roomlog.joined(filled(1, 3), frame(4, 9))), [1, 2, 3]),
  'should keep what it has when the old connection was ahead': () => equal(seqs(roomlog.joined(filled(1, 3), frame(2, 3))), [1, 2, 3]),
  'should forget everything at a reset': () => {
    const log = roomlog.joined(filled(1, 3), frame(1, 2, true));
    equal([seqs(log), log.next, log.complete, log.head], [[], 1, true, 2]);
  },
  'should know when the server goes on further ahead': () =>
    equal([3, 4, 5].map((from) => roomlog.skips(filled(1, 3), { from })).concat(roomlog.skips(roomlog.EMPTY, { from: 50 })), [false, false, true, false]),
  'should forget everything when the server goes on further ahead': () => equal(seqs(roomlog.joined(filled(1, 3), frame(50, 99))), []),
  'should mark its way back in steps that double': () => {
    const marks = (from, to) => roomlog.marksOf(filled(from, to)).map(({ seq }) => seq);
    equal(marks(1, 100), [99, 98, 96, 92, 84, 68, 36, 1, 0]);
    equal(marks(51, 100), [99, 98, 96, 92, 84, 68, 51]);
    equal([marks(1, 1), marks(7, 7), roomlog.marksOf(roomlog.EMPTY)], [[0], [], []]);
    equal(roomlog.marksOf(filled(3, 5)), [{ seq: 4, digest: 'd4' }, { seq: 3, digest: 'd3' }]);
    equal(roomlog.marksOf(filled(1, 20_000)).length, 16);
  },
  'should keep what is common at a reset, and the rest only until better comes': () => {
    const log = roomlog.joined(filled(1, 9), { from: 6, reset: true, keep: 5, head: { seq: 8 } });
    equal([seqs(log).length, log.next, roomlog.positionOf(log), roomlog.lastSeq(log)], [9, 6, { seq: 5, digest: 'd5' }, 5]);
    equal(roomlog.toCache(log).entries.length, 5, 'what is stale is not kept for the next visit');
    const { log: after, added } = roomlog.appended(log, [entry(6, { digest: 'x6' }), entry(7, { digest: 'x7' })]);
    equal([seqs(after), added.length, roomlog.positionOf(after)], [[1, 2, 3, 4, 5, 6, 7], 2, { seq: 7, digest: 'x7' }]);
    equal(roomlog.marksOf(log)[0], { seq: 4, digest: 'd4' });
  },
  'should drop at once what nothing comes in place of': () => {
    const log = roomlog.joined(filled(1, 9), { from: 6, reset: true, keep: 5, head: { seq: 5 } });
    equal([seqs(log), log.next], [[1, 2, 3, 4, 5], 6]);
  },
  'should forget everything when it does not hold what it should keep': () => {
    equal(seqs(roomlog.joined(filled(5, 9), { from: 3, reset: true, keep: 2, head: { seq: 8 } })), []);
    equal(seqs(roomlog.joined(filled(5, 9), { from: 3, reset: true, keep: 0, head: { seq: 8 } })), []);
  },
  'should find what an old connection brought from another history': () => {
    const log = filled(1, 5);
    equal(roomlog.contradiction(log, entries(3, 7)), null);
    equal(roomlog.contradiction(log, [entry(3), entry(4, { digest: 'x4' }), entry(5, { digest: 'x5' })]), 4);
    equal(roomlog.agreed(log, [entry(3), entry(4), entry(5, { digest: 'x5' })]), 2);
  },
  'should put older pages in front': () => {
    const log = roomlog.prepended(filled(5, 6), { entries: entries(1, 4), first: true });
    equal([seqs(log), log.complete], [[1, 2, 3, 4, 5, 6], true]);
  },
  'should not take a page that does not fit': () => equal(seqs(roomlog.prepended(filled(9, 10), { entries: entries(1, 4), first: true })), [9, 10]),
  'should count the messages of others only': () => {
    const log = roomlog.appended(filled(1, 3), [entry(4, { author: 'me' }), entry(5), entry(6, { kind: 'other' })]).log;
    equal([0, 3, 5, 6].map((read) => roomlog.unread(log, read, 'me')), [4, 1, 0, 0]);
    equal(roomlog.firstUnread(log, 3, 'me'), 5);
  },
  'should count what is not loaded': () => equal(roomlog.unread(filled(101, 110), 50, 'me'), 60),
  'should find its way out of the cache and back': () => {
    const log = roomlog.fromCache(JSON.parse(JSON.stringify(roomlog.toCache(filled(1, 150)))));
    equal([log.entries.length, roomlog.positionOf(log), log.complete], [100, { seq: 150, digest: 'd150' }, false]);
  },
  'should not trust a damaged cache': () => {
    const good = roomlog.toCache(filled(1, 3));
    for (const bad of [null, {}, { ...good, next: 9 }, { ...good, entries: [entry(1), entry(3)] }, { ...good, entries: [{}] }]) {
      equal(roomlog.fromCache(bad), roomlog.EMPTY);
    }
  },
};
