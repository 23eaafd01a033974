import { equal } from './assert.js';
import { Storage, areaOf } from '/js/storage.js';

export const tests = {
  'should keep things as long as the page where the browser allows nothing': () => {
    const storage = new Storage('p.', null);
    storage.set('key', [1]);
    equal([storage.get('key'), storage.keys(), storage.below('x.').get('key')], [[1], ['key'], null]);
    storage.clear();
    equal(storage.get('key'), null);
  },
  'should find no storage rather than fail': () => equal(areaOf('localStorage') === globalThis.localStorage, true),
};
