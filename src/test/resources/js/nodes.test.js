import { equal, ok } from './assert.js';
import { beyond, candidates, refuges, remember } from '/js/nodes.js';

const PAGE = { protocol: 'http:', hostname: 'h' };
const ORIGIN = 'http://h:1';
const node = (port, state = 'ready') => ({ node: `N${port}`, name: `node-${port}`, port, url: null, state });
const known = (...nodes) => remember([], nodes, PAGE, 0);
const bases = (places) => places.map(({ base }) => base);

export const tests = {
  'should dial nodes that serve before those that do not': () => {
    const list = known(node(1, 'leaving'), node(2), node(3, 'joining'), node(4));
    const places = bases(candidates(list, { origin: 'http://balancer' }));
    equal(places.slice(0, 2).sort(), ['http://h:2', 'http://h:4']);
    equal(places[2], 'http://balancer');
  },
  'should dial the node just lost late': () => {
    for (let i = 0; i < 20; i++) {
      equal(bases(candidates(known(node(1), node(2), node(3)), { origin: ORIGIN, lost: ORIGIN })).at(-1), ORIGIN);
    }
  },
  'should begin with the address of the page': () => {
    equal(bases(candidates(known(node(1), node(2)), { origin: ORIGIN, first: ORIGIN }))[0], ORIGIN);
  },
  'should spread over the nodes': () => {
    const firsts = new Set(Array.from({ length: 60 }, () => bases(candidates(known(node(1), node(2), node(3)), { origin: ORIGIN }))[0]));
    equal(firsts.size, 3);
  },
  'should name each address once': () => equal(candidates(known(node(1)), { origin: ORIGIN }).length, 1),
  'should remember nodes that are gone, for a day, as a last resort': () => {
    const later = remember(known(node(1), node(2)), [node(2)], PAGE, 1000);
    equal(later.map(({ base, state }) => [base, state]), [['http://h:2', 'ready'], ['http://h:1', 'gone']]);
    equal(bases(candidates(later, { origin: 'http://h:2', lost: 'http://h:2' })), ['http://h:2', 'http://h:1']);
    equal(remember(later, [node(2)], PAGE, 25 * 3600 * 1000).length, 1);
  },
  'should look on the other side of a split first among the nodes that are not to be seen': () => {
    const list = remember(known(node(1), node(2), node(3)), [node(1), node(2)], PAGE, 1000);
    equal(bases(beyond(list, ORIGIN)), ['http://h:3', 'http://h:2']);
  },
  'should move to nodes that serve only, and never stay': () => {
    const list = known(node(1, 'leaving'), node(2), node(3, 'joining'));
    equal(bases(refuges(list, ORIGIN)), ['http://h:2']);
    equal(refuges(known(node(1, 'leaving')), ORIGIN), []);
    ok(!bases(refuges(known(node(1), node(2)), ORIGIN)).includes(ORIGIN), 'not back to itself');
  },
};
