/** Which nodes there are and how they are reached. Pure functions over lists. */

import { NodeState } from './protocol.js';
import { baseAddress } from './address.js';

const KEEP_MS = 24 * 3600 * 1000;
const KEEP_MOST = 16;

/**
 * A node that a page could go to. `base` is its address without a slash at the end.
 * @typedef {{base: string, node: string | null, name: string | null, state: string, sessions?: number, seen: number}} Known
 */

/**
 * Takes in a fresh list of the cluster. Nodes that are not in it are kept for a day as a last resort: when the whole
 * cluster was down, the page must find whichever node comes back first.
 *
 * @param {Known[]} known
 * @param {object[]} nodes as in `welcome` and `nodes`
 * @param {{protocol: string, hostname: string}} page where this page came from
 * @param {number} now
 * @returns {Known[]}
 */
export function remember(known, nodes, page, now) {
  const fresh = nodes.map((node) => ({
    base: baseAddress(node, page),
    node: node.node,
    name: node.name,
    state: node.state,
    sessions: node.sessions ?? 0,
    seen: now,
  }));
  const bases = new Set(fresh.map((node) => node.base));
  const gone = known
    .filter((node) => !bases.has(node.base) && now - node.seen < KEEP_MS)
    .map((node) => ({ ...node, state: 'gone' }));
  return [...fresh, ...gone].slice(0, KEEP_MOST);
}

/**
 * The order in which to dial. Nodes that serve come first, shuffled so that the pages of a dead node spread over the
 * others; then the address of this page (a balancer may stand there); then nodes that join or leave; then
 * the node just lost, and those long gone.
 *
 * @param {Known[]} known
 * @param {{origin: string, first?: string | null, lost?: string | null}} places `first`: dial this base before all;
 *     `lost`: the base that just failed
 * @param {() => number} random
 * @returns {{base: string, name: string | null}[]} each base once
 */
export function candidates(known, places, random = Math.random) {
  const rank = (node) => {
    if (node.base === places.first) return 0;
    if (node.base === places.lost) return 5;
    if (node.state === NodeState.READY) return 1;
    return node.state === 'gone' ? 6 : 4;
  };
  const list = known.map((node) => ({ base: node.base, name: node.name, order: rank(node) + random() * 0.9 }));
  if (!list.some((node) => node.base === places.origin)) {
    const order = places.origin === places.first ? 0 : places.origin === places.lost ? 5 : 3;
    list.push({ base: places.origin, name: null, order });
  }
  return list.sort((a, b) => a.order - b.order).map(({ base, name }) => ({ base, name }));
}

/**
 * Where a node may be that takes messages, when ours does not: on the other side of a split, so first those that ours has lost
 * sight of.
 */
export function beyond(known, here, random = Math.random) {
  const isLost = (node) => (node.state === 'gone' ? 0 : 1);
  return known
    .filter((node) => node.base !== here)
    .map((node) => ({ node, order: isLost(node) + random() * 0.9 }))
    .sort((a, b) => a.order - b.order)
    .map(({ node: { base, name } }) => ({ base, name }));
}

/** Where to go when a node asks us to move: to nodes that serve, never back to itself. */
export function refuges(known, leaving, random = Math.random) {
  return candidates(
    known.filter((node) => node.state === NodeState.READY && node.base !== leaving),
    { origin: leaving, lost: leaving },
    random,
  ).filter((place) => place.base !== leaving);
}
