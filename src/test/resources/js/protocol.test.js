import { equal, MemoryStorage } from './assert.js';
import { cleanName, cleanText, framesOf, mayReturn } from '/js/protocol.js';
import { baseAddress, webSocketAddress } from '/js/address.js';
import { Storage } from '/js/storage.js';

export const tests = {
  'should read one frame and many': () => {
    equal(framesOf('{"t":"pong"}'), [{ t: 'pong' }]);
    equal(framesOf('[{"t":"a"},{"t":"b"}]'), [{ t: 'a' }, { t: 'b' }]);
    equal(framesOf('nonsense'), []);
  },
  'should come back unless the server says never': () => {
    equal([1000, 1001, 1006, 1009, 3000, 3499, 3500, 3502, 4999].map(mayReturn), [true, true, true, true, true, true, false, false, false]);
  },
  'should make pasted text fit': () => equal(cleanText(' a\r\nb\u0000\u007f\tc\rd '), 'a\nb\tc\nd'),
  'should keep every letter that is not a control character': () => equal(cleanText('é 漢 🙂\u200d👩'), 'é 漢 🙂\u200d👩'),
  'should make names of one line': () => equal(cleanName('  Ada \n\t Lovelace '), 'Ada Lovelace'),
  'should reach nodes by their address or by their port': () => {
    const page = { protocol: 'https:', hostname: '[::1]' };
    equal(baseAddress({ url: 'http://10.0.0.5:8080/', port: 1 }, page), 'http://10.0.0.5:8080');
    equal(baseAddress({ url: null, port: 8081 }, page), 'https://[::1]:8081');
    equal(webSocketAddress('https://a'), 'wss://a/chat/websocket');
  },
  'should go on without a storage': () => {
    const storage = new Storage('x.', { getItem: fail, setItem: fail, removeItem: fail, get length() { return fail(); } });
    storage.set('a', 1);
    equal([storage.get('a'), storage.get('b', 2), storage.keys()], [1, 2, ['a']]);
    storage.clear();
    equal(storage.get('a'), null);
  },
  'should give up copies before it gives up a message': () => {
    const backing = new MemoryStorage();
    const storage = new Storage('parley.', backing);
    storage.set('me.log.room', 'copy');
    const write = backing.setItem.bind(backing);
    backing.setItem = (key, value) => (backing.getItem('parley.me.log.room') === null ? write(key, value) : fail());
    storage.set('me.out.1', 'message');
    equal([backing.getItem('parley.me.out.1'), storage.keys()], ['"message"', ['me.out.1']]);
  },
  'should keep users apart in the storage': () => {
    const backing = new MemoryStorage();
    const [a, b] = ['a.', 'b.'].map((key) => new Storage(key, backing));
    a.set('x', { deep: [1] });
    b.set('x', 2);
    b.clear();
    equal([a.get('x'), b.get('x')], [{ deep: [1] }, null]);
  },
};

function fail() {
  throw new Error('QuotaExceededError');
}
