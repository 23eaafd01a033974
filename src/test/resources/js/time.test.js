import { equal, ok } from './assert.js';
import { backoff, spread, Timer } from '/js/timer.js';
import { secret, timeOf, ulid } from '/js/ulid.js';
import { dayName, dayOf, duration, initials } from '/js/format.js';

export const tests = {
  'should double the limit of the wait up to eight seconds': () => {
    equal([0, 1, 2, 3, 4, 9, 99].map((round) => backoff(round, () => 1)), [500, 1000, 2000, 4000, 8000, 8000, 8000]);
  },
  'should let a few come back at once and a crowd over some time': () => {
    equal([0, 1, 50, 125, 1000, 5000, 99_999].map(spread), [250, 250, 250, 250, 2000, 10_000, 30_000]);
  },
  'should spread waits over the whole range': () => equal(backoff(3, () => 0), 0),
  'should ring once for each start': async () => {
    let rings = 0;
    const timer = new Timer(() => rings++);
    timer.start(5);
    timer.start(10);
    timer.startIfIdle(1);
    await new Promise((done) => setTimeout(done, 60));
    equal([rings, timer.running], [1, false]);
  },
  'should make ids that sort by the order of making': () => {
    const ids = Array.from({ length: 2000 }, () => ulid(1_700_000_000_000));
    ids.push(ulid(1_600_000_000_000)); // the clock was set back
    equal([...ids].sort(), ids);
    ok(ids.every((id) => /^[0-9A-HJKMNP-TV-Z]{26}$/.test(id)), 'all are ULIDs');
    equal(new Set(ids).size, ids.length);
  },
  'should write the time in the first ten characters': () => {
    // Later than every id that was made before in this page, whatever clock the other tests had.
    const then = timeOf(ulid()) + 1e6;
    const id = ulid(then);
    const time = [...id.slice(0, 10)].reduce((sum, c) => sum * 32 + '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.indexOf(c), 0);
    equal(time, then);
  },
  'should make secrets that the protocol takes': () => ok(/^[A-Za-z0-9_-]{22}$/.test(secret()), secret()),
  'should name days from where one stands': () => {
    const now = new Date(2026, 2, 10, 12).getTime();
    const day = (d) => dayOf(new Date(2026, 2, d, 23, 59).getTime());
    equal([dayName(day(10), now), dayName(day(9), now)], ['Today', 'Yesterday']);
    ok(dayName(day(8), now).includes('8'), 'a date');
    ok(dayName(dayOf(new Date(2025, 2, 8).getTime()), now).includes('2025'), 'the year of another year');
  },
  'should write durations shortly': () => equal([300, 12_000, 180_000].map(duration), ['0.3 s', '12 s', '3 min']),
  'should take letters of any alphabet as initials': () => equal(['ada', 'Ada King Lovelace', '😀x', ''].map(initials), ['A', 'AL', '😀', '?']),
};
