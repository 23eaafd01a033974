import { entry, equal, MemoryStorage, ok, until } from './assert.js';
import { Chat } from '/js/chat.js';
import { Storage } from '/js/storage.js';
import { unreadOf } from '/js/store.js';

/** A node to whose only socket the test says what it likes. */
class Node {
  socket = null;
  sent = [];

  open = () => {
    const socket = { send: (text) => this.sent.push(JSON.parse(text)), close: () => {} };
    this.socket = socket;
    setTimeout(() => socket.onopen?.());
    return socket;
  };

  says(...frames) {
    this.socket.onmessage({ data: JSON.stringify(frames) });
  }

  count(type) {
    return this.sent.filter(({ t }) => t === type).length;
  }

  async welcomes(...rooms) {
    await until(() => this.count('hello') > 0, 'hello');
    const list = rooms.map((room) => ({ room, name: room }));
    this.says({ t: 'welcome', node: 'A', name: 'a', you: { id: 'me', name: 'Ada' }, limits: { text: 100 }, rooms: list, nodes: [] });
  }

  joins(room, head, more = {}) {
    this.says({ t: 'joined', room, from: 1, head: { seq: head }, reset: false, people: [], count: 1, ...more });
  }
}

/** @returns {{chat: Chat, node: Node, backing: MemoryStorage, failed: string[]}} with the chat begun in one room */
async function begun(backing = new MemoryStorage(), ...rooms) {
  const node = new Node();
  const failed = [];
  const shared = new Storage('p.', backing);
  const chat = new Chat({ name: 'Ada', token: 't' }, {
    own: shared.below('k.'),
    shared,
    tabs: { id: 'tab', alive: async () => new Set(['tab']), close: () => {} },
    page: { origin: 'http://a', protocol: 'http:', hostname: 'a' },
    open: node.open,
    answersHttp: async () => false,
    onChange: () => {},
    onArrival: () => {},
    onFailed: (item) => failed.push(item.text),
  });
  chat.start();
  await node.welcomes('general', ...rooms);
  return { chat, node, backing, failed };
}

const refusal = (more) => ({ t: 'error', error: 'e', message: 'm', room: 'general', ...more });

export const tests = {
  'should join again although one typed while the join had to wait': async () => {
    const { chat, node } = await begun();
    const ref = node.sent.findLast(({ t }) => t === 'join').ref;
    node.says(refusal({ code: 133, temporary: true, retryAfter: 50, ref }));
    await until(() => true, 'the answer was heard');
    chat.typing('general');
    node.says(refusal({ code: 121, temporary: false }));
    await until(() => node.count('join') === 2, 'second join');
    equal(node.count('typing'), 0, 'typing before the join');
    node.joins('general', 0);
    chat.typing('general');
    equal(node.count('typing'), 1);
    chat.stop();
  },
  'should show its own message from the acknowledgement until the entry comes': async () => {
    const { chat, node } = await begun();
    node.joins('general', 0);
    chat.say('general', 'hello');
    const { id } = node.sent.at(-1);
    node.says({ t: 'acked', id, room: 'general' });
    equal(chat.outbox.items.map(({ text }) => text), ['hello']);
    node.says({ t: 'entries', room: 'general', entries: [entry(1, { id, author: 'me' })] });
    equal(chat.outbox.items, []);
    chat.stop();
  },
  'should tell what failed': async () => {
    const { chat, node, failed } = await begun();
    node.joins('general', 0);
    chat.say('general', 'bad');
    node.says(refusal({ id: node.sent.at(-1).id, code: 110, temporary: false }));
    equal([failed, chat.outbox.unsent], [['bad'], 1]);
    chat.stop();
  },
  'should remember after a reload that a healed split set back what was read': async () => {
    const { chat, node, backing } = await begun();
    node.joins('general', 0);
    node.says({ t: 'entries', room: 'general', entries: [1, 2, 3, 4].map((seq) => entry(seq)) });
    chat.markRead('general', 4);
    node.joins('general', 2, { from: 2, reset: true, keep: 1 });
    node.says({ t: 'entries', room: 'general', entries: [entry(2, { id: 'n2', digest: 'x2' })] });
    chat.stop();
    const again = await begun(backing);
    equal(again.chat.state.rooms.get('general').read, 1);
    again.node.joins('general', 3, { from: 3 });
    again.node.says({ t: 'entries', room: 'general', entries: [entry(3, { id: 'n3' }), entry(4, { id: 'n4' })] });
    equal(unreadOf(again.chat.state, again.chat.state.rooms.get('general')), 3);
    again.chat.stop();
  },
  'should take over what another tab has read, when it has it too': async () => {
    const { chat, node } = await begun();
    node.joins('general', 0);
    node.says({ t: 'entries', room: 'general', entries: [entry(1), entry(2)] });
    chat.wroteElsewhere('read', { general: 3 });
    equal(chat.state.rooms.get('general').read, 2);
    node.says({ t: 'entries', room: 'general', entries: [entry(3), entry(4)] });
    equal(chat.state.rooms.get('general').read, 3);
    chat.wroteElsewhere('read', null);
    chat.stop();
  },
  'should enter and leave rooms with the other tab, and keep in storage what that one did': async () => {
    const { chat, node, backing } = await begun(new MemoryStorage(), 'one', 'two');
    const stored = () => JSON.parse(backing.getItem('p.k.mine'));
    node.joins('general', 0);
    backing.setItem('p.k.mine', JSON.stringify(['general', 'one'])); // we have not heard of it yet
    chat.openRoom('two');
    equal(stored(), ['general', 'one', 'two']);
    chat.wroteElsewhere('mine', ['general', 'one', 'two']);
    ok(node.sent.some(({ t, room }) => t === 'join' && room === 'one'), 'joined what the other tab entered');
    chat.wroteElsewhere('mine', ['one', 'two', 'late']);
    ok(node.sent.some(({ t, room }) => t === 'leave' && room === 'general'), 'left what the other tab left');
    node.says({ t: 'rooms', rooms: [{ room: 'late', name: 'late' }] });
    ok(node.sent.some(({ t, room }) => t === 'join' && room === 'late'), 'joined what it heard of late');
    chat.leaveRoom('two');
    equal([stored(), chat.state.open], [['general', 'one'], 'one'], 'only ours is taken out');
    chat.stop();
  },
};
