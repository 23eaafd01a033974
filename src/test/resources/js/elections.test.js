import { equal } from './assert.js';
import { changesOf, reasonOf, spread } from '/js/elections.js';

const election = (at, shard, more = {}) => ({ at, shard, term: at, from: 'X', fromName: 'node-3', to: 'Y', toName: 'node-1', reason: 'crash', millis: 100 + shard, ...more });

export const tests = {
  'should put what one crash caused into one change': () => {
    const [change, ...others] = changesOf([election(5200, 3), election(5100, 2, { toName: 'node-2' }), election(5000, 1)]);
    equal([others.length, change.shards, change.to, spread(change)], [0, [3, 2, 1], new Map([['node-1', 2], ['node-2', 1]]), '101–103 ms']);
  },
  'should keep events apart': () => {
    equal(changesOf([election(90_000, 1), election(50_000, 2), election(49_000, 3, { reason: 'hand-over' })]).length, 3);
  },
  'should say why': () => {
    const why = (reason, fromName) => reasonOf({ reason, fromName });
    equal([why('crash', 'a'), why('hand-over', 'a'), why('takeover', 'a'), why('outdated', 'a'), why('first', null), why('crash', null)], [
      'a left the cluster', 'a handed over', 'a lost its lock', 'a took a newer term', 'Nobody led before', 'The leader left the cluster']);
  },
};
