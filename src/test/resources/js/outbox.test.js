import { equal, MemoryStorage } from './assert.js';
import { Outbox, deliveryOf, due, faultOf, nextLook } from '/js/outbox.js';
import { Storage } from '/js/storage.js';

const make = (backing = new MemoryStorage(), tab = 'tab') => new Outbox(new Storage('out.', backing), tab, () => {}, () => {});

function pump(outbox, now = performance.now()) {
  const sent = [];
  outbox.pump((item) => sent.push(item.text), now);
  return sent;
}

export const tests = {
  'should send one message of a room at a time, in order': () => {
    const outbox = make();
    const [a, b] = ['a', 'b', 'c'].map((text) => outbox.add('room', text));
    equal(pump(outbox), ['a']);
    equal(pump(outbox), []);
    outbox.acked(a.id);
    equal(pump(outbox), ['b']);
    outbox.seen(b.id);
    equal(pump(outbox), ['c']);
  },
  'should show what is acknowledged until it is in the log, and not send it again': () => {
    const outbox = make();
    const [a, b] = ['a', 'b'].map((text) => outbox.add('room', text));
    pump(outbox);
    outbox.acked(a.id);
    equal(outbox.items.map((item) => [item.text, deliveryOf(item)]), [['a', null], ['b', 'pending']]);
    outbox.lost();
    equal([pump(outbox), outbox.refused(a.id, { code: 110, message: 'too late', temporary: false })], [['b'], true]);
    outbox.seen(a.id);
    equal(outbox.items.map(({ text }) => text), ['b']);
    outbox.acked(b.id);
    equal(nextLook(outbox.items, performance.now()), null);
    outbox.forgetAcked('other');
    outbox.forgetAcked('room');
    equal(outbox.items, []);
  },
  'should keep the order of writing when the clock is set back': () => {
    const backing = new MemoryStorage();
    const id = '07ZZZZZZZZZZZZZZZZZZZZZZZZ'; // made before a reload, by a clock that was far ahead
    new Storage('out.', backing).set(id, { id, room: 'room', text: 'first', at: 0, tab: 'tab', error: null });
    const outbox = make(backing);
    outbox.add('room', 'second');
    outbox.add('room', 'third', 0);
    equal(make(backing).items.map(({ text }) => text), ['first', 'second', 'third']);
  },
  'should let rooms go side by side': () => {
    const outbox = make();
    outbox.add('one', 'a');
    outbox.add('two', 'b');
    equal(pump(outbox), ['a', 'b']);
  },
  'should send again what was not acknowledged when the connection was lost': () => {
    const outbox = make();
    const a = outbox.add('room', 'a');
    outbox.add('room', 'b');
    pump(outbox);
    outbox.seen(a.id); // in the log, but perhaps on one disk only
    pump(outbox);
    outbox.lost();
    equal(pump(outbox), ['a']);
    outbox.acked(a.id);
    equal(pump(outbox), ['b']);
  },
  'should send again what nobody answered': () => {
    const outbox = make();
    const { at } = outbox.add('room', 'a');
    pump(outbox, at);
    equal(pump(outbox, at + 14_999), []);
    equal(nextLook(outbox.items, at + 5000), 10_000);
    equal(pump(outbox, at + 15_000), ['a']);
  },
  'should wait as long as the server asks, and keep the order': () => {
    const outbox = make();
    const a = outbox.add('room', 'a', 1000);
    outbox.add('room', 'b', 1000);
    pump(outbox, 1000);
    outbox.refused(a.id, { code: 130, message: 'too fast', temporary: true, retryAfter: 700 }, 1000);
    equal(pump(outbox, 1699), []);
    equal(nextLook(outbox.items, 1100), 600);
    equal(pump(outbox, 1700), ['a']);
  },
  'should keep a refused message for its author and go on with the next': () => {
    const outbox = make();
    const a = outbox.add('room', 'a');
    outbox.add('room', 'b');
    pump(outbox);
    outbox.refused(a.id, { code: 110, message: 'too long', temporary: false });
    equal([deliveryOf(outbox.get(a.id)), faultOf(outbox.get(a.id))], ['failed', 'too long (error 110)']);
    equal([faultOf({ error: 'of an older page' }), faultOf(outbox.add('other', 'fine'))], ['of an older page', null]);
    equal(pump(outbox), ['b', 'fine']);
    outbox.retry(a.id);
    equal(deliveryOf(outbox.get(a.id)), 'pending');
  },
  'should send again after a while also when the clock is set back': () => {
    const outbox = make();
    const a = outbox.add('room', 'a');
    const sent = [];
    const { now } = Date;
    try {
      outbox.pump((item) => sent.push(item.text));
      outbox.refused(a.id, { code: 130, message: 'too fast', temporary: true, retryAfter: 0 });
      Date.now = () => now() - 3_600_000;
      outbox.pump((item) => sent.push(item.text));
    } finally {
      Date.now = now;
    }
    equal(sent, ['a', 'a']);
  },
  'should take a new id when another user has it': () => {
    const outbox = make();
    const { id } = outbox.add('room', 'a');
    outbox.refused(id, { code: 124, message: 'id taken', temporary: false });
    equal([outbox.items.length, outbox.items[0].text, outbox.items[0].id === id], [1, 'a', false]);
  },
  'should outlive a reload of the tab': () => {
    const backing = new MemoryStorage();
    const before = make(backing);
    ['a', 'b'].forEach((text) => before.add('room', text));
    pump(before);
    equal(make(backing).items.map(({ text, sentAt }) => [text, sentAt]), [['a', null], ['b', null]]);
  },
  'should leave the messages of living tabs alone and take over those of dead ones': () => {
    const backing = new MemoryStorage();
    make(backing, 'dead').add('room', 'orphan');
    make(backing, 'other').add('room', 'not ours');
    const outbox = make(backing, 'tab');
    equal([outbox.items, outbox.hasForeign], [[], true]);
    outbox.adopt(new Set(['tab', 'other']));
    equal(outbox.items.map(({ text, tab }) => [text, tab]), [['orphan', 'tab']]);
  },
  'should leave nothing in storage after the acknowledgement': () => {
    const backing = new MemoryStorage();
    const outbox = make(backing);
    const { id } = outbox.add('room', 'a');
    equal([backing.length, outbox.acked(id), outbox.acked(id), backing.length], [1, true, false, 0]);
  },
  'should have nothing to look at when all is sent': () => equal([nextLook([], 0), due([], 0)], [null, []]),
};
