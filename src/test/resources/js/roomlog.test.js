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
  'should forget everything when the server goes on further ahead': () => equal(seqs(roomlog.joined(filled(1, 3), frame(50, 99))), []),
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
