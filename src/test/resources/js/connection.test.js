import { equal, ok, until } from './assert.js';
import { Connection } from '/js/connection.js';
import { Dialler } from '/js/dialler.js';

/** Sockets that do what the test says. */
class Net {
  sockets = [];
  frames = [];
  states = [];
  lost = 0;
  http = new Set();
  gone = new Set();
  answers = new Map();

  open = (base, transport) => {
    const socket = { base, transport, sent: [], closed: false, send: (text) => socket.sent.push(JSON.parse(text)), close: () => (socket.closed = true) };
    this.sockets.push(socket);
    setTimeout(() => this.answers.get(base)?.(socket));
    return socket;
  };

  serve(...names) {
    for (const name of names) {
      this.answers.set(base(name), (socket) => {
        socket.onopen?.();
        socket.onmessage?.({ data: JSON.stringify({ t: 'welcome', node: name.toUpperCase(), name }) });
      });
    }
    return this;
  }

  refuse(...names) {
    for (const name of names) this.answers.set(base(name), (socket) => socket.onclose?.({ code: 1006 }));
    return this;
  }

  connection(...names) {
    const known = names.map((name) => ({ base: base(name), node: name, name, state: this.gone.has(name) ? 'gone' : 'ready', seen: 0 }));
    return new Connection({
      open: this.open,
      answersHttp: async (address) => this.http.has(address),
      hello: () => ({ t: 'hello', n: this.sockets.length }),
      known: () => known,
      origin: base(names[0]),
      onFrames: (frames) => this.frames.push(...frames),
      onState: (state) => this.states.push(state.phase),
      onLost: () => this.lost++,
    });
  }

  get last() {
    return this.sockets.at(-1);
  }
}

const base = (name) => `http://${name}`;

function dial(net, names, more = {}) {
  const result = { welcomed: null, exhausted: null, refused: null, at: 0 };
  const began = Date.now();
  const places = names.map((name) => ({ base: base(name), name, transport: 'WebSocket' }));
  const end = (key) => (...args) => { result[key] = args; result.at = Date.now() - began; };
  new Dialler(places, { open: net.open, hello: () => ({ t: 'hello' }), onWelcome: end('welcomed'), onExhausted: end('exhausted'), onRefused: end('refused'), ...more }).dial();
  return result;
}

export const tests = {
  'should go to the next place at once when one fails': async () => {
    const result = dial(new Net().refuse('a', 'b').serve('c'), ['a', 'b', 'c']);
    await until(() => result.welcomed, 'welcome');
    ok(result.at < 500, `took ${result.at} ms`);
    equal(result.welcomed[2].name, 'c');
  },
  'should not wait longer than a second for a place that hangs': async () => {
    const net = new Net().serve('b');
    const result = dial(net, ['a', 'b']);
    await until(() => result.welcomed, 'welcome');
    ok(result.at >= 900 && result.at < 2500, `took ${result.at} ms`);
    ok(net.sockets[0].closed, 'the hanging one is closed');
  },
  'should tell when nobody answers, once': async () => {
    let ends = 0;
    const result = dial(new Net().refuse('a', 'b'), ['a', 'b'], { onExhausted: () => ends++ });
    await until(() => ends > 0, 'end');
    equal([ends, result.welcomed], [1, null]);
  },
  'should try the next node when one is not ready, and give up when it is refused for good': async () => {
    const say = (frame) => (socket) => { socket.onopen?.(); socket.onmessage?.({ data: JSON.stringify(frame) }); };
    const net = new Net().serve('b');
    net.answers.set(base('a'), say({ t: 'error', code: 133, temporary: true, message: 'joining' }));
    const first = dial(net, ['a', 'b']);
    await until(() => first.welcomed, 'welcome');
    net.answers.set(base('a'), say({ t: 'error', code: 105, temporary: false, message: 'too old' }));
    const second = dial(net, ['a', 'b']);
    await until(() => second.refused, 'refusal');
    equal(second.refused, ['too old (error 105)']);
  },
  'should be online and lose nothing that came with the welcome': async () => {
    const net = new Net();
    net.answers.set(base('a'), (socket) => {
      socket.onopen();
      socket.onmessage({ data: '[{"t":"welcome","node":"A","name":"a"},{"t":"joined"}]' });
      socket.onmessage({ data: '{"t":"entries"}' });
    });
    const connection = net.connection('a');
    connection.start();
    await until(() => net.frames.length === 3, 'frames');
    equal([connection.online, net.frames.map(({ t }) => t), net.last.sent], [true, ['welcome', 'joined', 'entries'], [{ t: 'hello', n: 1 }]]);
    connection.stop();
  },
  'should go to another node when the socket ends, and hear nothing of the old one': async () => {
    const net = new Net().serve('a', 'b');
    const connection = net.connection('a', 'b');
    connection.start();
    await until(() => connection.online, 'online');
    const [old] = net.sockets;
    old.onclose({ code: 1006 });
    equal([connection.online, connection.send({ t: 'x' }), net.lost], [false, false, 1]);
    await until(() => connection.online, 'online again');
    equal([connection.state.name, old.onmessage], ['b', null]);
    connection.stop();
  },
  'should make the new connection before it breaks the old one': async () => {
    const net = new Net().serve('a', 'b');
    const connection = net.connection('a', 'b');
    connection.start();
    await until(() => connection.online, 'online');
    const [old] = net.sockets;
    old.onmessage({ data: '{"t":"move"}' });
    ok(connection.send({ t: 'typing' }) && !old.closed, 'the old one serves');
    await until(() => connection.state.name === 'b', 'moved');
    ok(old.closed, 'the old one is closed');
    ok(!net.states.slice(net.states.indexOf('online')).some((phase) => phase !== 'online'), 'never off-line');
    equal(net.lost, 0);
    connection.stop();
  },
  'should look for a node that takes messages while its own does not': async () => {
    const net = new Net().serve('a', 'c');
    net.answers.set(base('b'), (socket) => {
      socket.onopen?.();
      socket.onmessage?.({ data: JSON.stringify({ t: 'welcome', node: 'B', name: 'b', mode: 'read-only' }) });
    });
    net.gone.add('b'); // and so it is tried before c
    const connection = net.connection('a', 'b', 'c');
    connection.start();
    await until(() => connection.online, 'online');
    const [old] = net.sockets;
    old.onmessage({ data: '{"t":"mode","mode":"read-only"}' });
    ok(connection.state.readOnly && connection.online, 'it can be read');
    await until(() => connection.state.name === 'c', 'moved to the node that takes messages', 8000);
    equal([connection.state.readOnly, net.lost, old.closed], [false, 0, true]);
    equal(net.frames.filter(({ t }) => t === 'welcome').map(({ name }) => name), ['a', 'c'], 'who welcomed it for good');
    connection.stop();
  },
  'should come again over the same socket when many come at once': async () => {
    const net = new Net();
    let hellos = 0;
    net.answers.set(base('a'), (socket) => {
      const { send } = socket;
      socket.send = (text) => {
        send(text);
        const answer = ++hellos < 3 ? { t: 'error', code: 135, temporary: true, retryAfter: 60 } : { t: 'welcome', node: 'A', name: 'a' };
        setTimeout(() => socket.onmessage?.({ data: JSON.stringify(answer) }));
      };
      socket.onopen();
    });
    const result = dial(net, ['a', 'b']);
    await until(() => result.welcomed, 'welcome');
    equal([net.sockets.length, hellos], [1, 3]);
    ok(result.at >= 120, `came back after ${result.at} ms`);
  },
  'should not come back when the server says so': async () => {
    const net = new Net().serve('a');
    const connection = net.connection('a');
    connection.start();
    await until(() => connection.online, 'online');
    net.last.onclose({ code: 3502, reason: 'old' });
    equal([connection.state.phase, connection.state.refusal], ['refused', 'old (error 3502)']);
    connection.stop();
  },
  'should give up a connection three seconds after an unanswered ping': async () => {
    const net = new Net().serve('a');
    const connection = net.connection('a');
    connection.start();
    await until(() => connection.online, 'online');
    connection.probe();
    equal(net.last.sent.at(-1).t, 'ping');
    await until(() => net.lost === 1, 'lost', 4000);
    connection.stop();
  },
  'should ask a silent node also when the clock is set back': async () => {
    const net = new Net().serve('a');
    const connection = net.connection('a');
    const { now } = Date;
    try {
      connection.start();
      await until(() => connection.online, 'online');
      Date.now = () => now() - 3_600_000;
      const end = performance.now() + 6000;
      await until(() => net.last.sent.at(-1).t === 'ping' || performance.now() > end, 'ping or end');
      equal(net.last.sent.at(-1).t, 'ping');
    } finally {
      Date.now = now;
      connection.stop();
    }
  },
  'should keep a connection whose ping is answered': async () => {
    const net = new Net().serve('a');
    const connection = net.connection('a');
    connection.start();
    await until(() => connection.online, 'online');
    connection.probe();
    const { ref } = net.last.sent.at(-1);
    net.last.onmessage({ data: JSON.stringify({ t: 'pong', ref }) });
    ok(connection.state.roundTrip !== null, 'measured');
    await new Promise((done) => setTimeout(done, 3200));
    equal([net.lost, connection.online], [0, true]);
    connection.stop();
  },
  'should use SockJS only after HTTP answered and no WebSocket did': async () => {
    const net = new Net().refuse('a');
    const connection = net.connection('a');
    connection.start();
    await until(() => connection.state.phase === 'waiting', 'waiting');
    equal(net.sockets.map(({ transport }) => transport), ['WebSocket']);
    net.http.add(base('a'));
    for (let i = 0; i < 40 && net.last.transport !== 'SockJS'; i++) {
      connection.tryNow();
      await new Promise((done) => setTimeout(done, 20));
    }
    const last = net.sockets.slice(-2).map(({ transport }) => transport);
    equal(last, ['WebSocket', 'SockJS'], 'the WebSocket is still tried first');
    connection.stop();
  },
};
