import { equal } from './assert.js';
import * as phase from '/js/phase.js';

const BY = { base: 'http://h:1', node: 'N1', name: 'node-1', transport: 'WebSocket' };
const online = phase.welcomed(phase.dialling(phase.STOPPED, 0), BY, 100);

export const tests = {
  'should say nothing while a loss is young': () => {
    const lost = phase.lost(online, 1000);
    equal([phase.noticeOf(lost, 1000), phase.noticeOf(lost, 2499)], [null, null]);
    equal(phase.noticeOf(lost, 2500).canTry, false);
  },
  'should say that a node can only be read, as long as it is so': () => {
    const readOnly = phase.turned(online, true);
    equal([phase.noticeOf(readOnly, 1e9).canTry, phase.noticeOf(readOnly, 1e9).text.startsWith('This server cannot reach most')], [false, true]);
    equal(phase.noticeOf(phase.turned(readOnly, false), 1e9), null);
    equal(phase.noticeOf(phase.lost(readOnly, 1000), 1000), null, 'a young loss stays a secret');
    equal(phase.noticeOf(phase.welcomed(readOnly, { ...BY, readOnly: false }, 5), 1e9), null);
  },
  'should count down to the next try': () => {
    const waiting = phase.waiting(phase.lost(online, 0), 5000);
    equal([2000, 4999].map((now) => phase.noticeOf(waiting, now).seconds), [3, 1]);
    equal(phase.noticeOf(waiting, 2000).canTry, true);
  },
  'should measure a loss from its beginning over all rounds': () => {
    const again = phase.dialling(phase.waiting(phase.lost(online, 1000), 1400), 1400);
    equal([again.downSince, again.round], [1000, 1]);
    const back = phase.welcomed(again, { ...BY, node: 'N2', name: 'node-2' }, 1700);
    equal(back.moved, { from: 'node-1', to: 'node-2', millis: 700, at: 1700 });
    equal([back.round, back.downSince], [0, null]);
  },
  'should stay online while it is asked to move': () => {
    const leaving = phase.leaving(phase.leaving(online, 500), 600);
    equal([leaving.phase, leaving.leavingSince], ['online', 500]);
    equal(phase.welcomed(leaving, { ...BY, node: 'N2', name: 'node-2' }, 800).moved.millis, 300);
  },
  'should not call it a move when the same node takes it back': () => equal(phase.welcomed(phase.lost(online, 1), BY, 2).moved, null),
  'should tell at once when the server refuses': () => {
    equal(phase.noticeOf(phase.refused(online, 'too old'), 101).text, 'The server refused the connection: too old');
  },
};
