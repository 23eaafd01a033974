import { entry, equal } from './assert.js';
import * as store from '/js/store.js';

const WELCOME = { rooms: [{ room: 'r', name: 'Room' }], you: { id: 'me', name: 'Ada' }, limits: { text: 10 }, nodes: [] };
const joined = (from, head, more = {}) => ({ room: 'r', from, head: { seq: head }, reset: false, people: [{ id: 'me', name: 'Ada' }], count: 1, ...more });

function room(...steps) {
  let state = { ...store.welcomed(store.initial('Ada'), WELCOME), mine: ['r'] };
  for (const step of steps) state = step(state);
  return { state, room: state.rooms.get('r') };
}
const join = (...args) => (state) => store.joined(state, joined(...args));
const say = (...list) => (state) => store.entered(state, { room: 'r', entries: list }).state;

export const tests = {
  'should not count the past of a room as unread': () => {
    const { state, room: r } = room(join(1, 2), say(entry(1), entry(2)));
    equal([store.unreadOf(state, r), r.read], [0, 2]);
  },
  'should count what comes until it is seen': () => {
    const { state, room: r } = room(join(1, 0), say(entry(1), entry(2), entry(3, { author: 'me' })));
    equal(store.unreadOf(state, r), 2);
    const seen = store.read(state, 'r', 3);
    equal(store.unreadOf(seen, seen.rooms.get('r')), 0);
    equal(store.read(seen, 'r', 1), seen, 'reading never goes back');
    equal(store.read(state, 'r', 9).rooms.get('r').read, 3, 'nobody has read what is not here');
  },
  'should draw the line when the room is opened and keep it there': () => {
    const { state } = room(join(1, 0), say(entry(1), entry(2)), (s) => store.read(s, 'r', 1));
    const open = say(entry(3))(store.read(store.opened(state, 'r'), 'r', 2));
    equal(open.rooms.get('r').divider, 2);
    equal(store.undivided(open, 'r').rooms.get('r').divider, null);
  },
  'should not believe read marks from before a reset': () => {
    const { room: r } = room(join(1, 0), say(entry(1), entry(2)), (s) => store.read(s, 'r', 2), join(1, 1, { reset: true }));
    equal([r.read, r.log.entries.length], [0, 0]);
  },
  'should keep read what it had read, wherever it comes again after a split': () => {
    const moved = [entry(3, { id: 'other', digest: 'x3' }), entry(4, { id: 'm3', digest: 'x4' }), entry(5, { id: 'm4', digest: 'x5' })];
    const before = room(join(1, 0), say(entry(1, { id: 'm1' }), entry(2, { id: 'm2' }), entry(3, { id: 'm3' }), entry(4, { id: 'm4' })), (s) => store.read(s, 'r', 4)).state;
    const reset = join(2, 5, { reset: true, keep: 1 })(before);
    equal([reset.rooms.get('r').reordered, reset.rooms.get('r').log.entries.length, store.unreadOf(reset, reset.rooms.get('r'))], [1, 4, 0]);
    const after = say(entry(2, { id: 'm2' }), ...moved)(reset);
    const r = after.rooms.get('r');
    equal(r.log.entries.map(({ id }) => id), ['m1', 'm2', 'other', 'm3', 'm4']);
    equal([r.reordered, r.read, store.unreadOf(after, r)], [2, 2, 1], 'the line stands where the order changes, and one message is new');
    equal(store.divided(after, 'r').rooms.get('r').divider, 3);
    equal(store.undivided(after, 'r').rooms.get('r').reordered, null);
  },
  'should take back what an old connection brought from the other side': () => {
    const { state, room: r } = room(join(1, 0), say(entry(1), entry(2)), join(2, 1), say(entry(2, { id: 'x', digest: 'x2' }), entry(3)));
    equal([r.log.entries.map(({ digest }) => digest), r.reordered, store.unreadOf(state, r)], [['d1', 'x2', 'd3'], 1, 3]);
  },
  'should know who is there': () => {
    const come = (state) => store.presence(state, { room: 'r', in: [{ id: 'g', name: 'Grace' }], out: [], count: 2 });
    const go = (state) => store.presence(state, { room: 'r', in: [], out: ['me'], count: 1 });
    equal(room(join(1, 0), come, go).room.people, new Map([['g', 'Grace']]));
  },
  'should show typing for five seconds or until the message': () => {
    const type = (state) => store.typed(state, { room: 'r', id: 'grace', name: 'Grace' }, 1000);
    const { state, room: r } = room(join(1, 0), type);
    equal([r.typing.size, store.nextTypingEnd(state)], [1, 6000]);
    equal(store.typingExpired(state, 5999) === state, true);
    equal(store.typingExpired(state, 6000).rooms.get('r').typing.size, 0);
    equal(say(entry(1))(state).rooms.get('r').typing.size, 0);
  },
  'should be in no room after a new welcome until it is told so': () => {
    const { state } = room(join(1, 0));
    equal([state.rooms.get('r').joined, store.welcomed(state, WELCOME).rooms.get('r').joined], [true, false]);
  },
  'should ignore rooms that it does not know': () => {
    const { state } = room();
    equal(store.joined(state, { ...joined(1, 0), room: 'x' }) === state, true);
    equal(store.entered(state, { room: 'x', entries: [entry(1)] }).state === state, true);
  },
};
