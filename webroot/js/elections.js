/** Elections as a reader wants them: what belongs together in one line. Pure functions. */

const TOGETHER_MS = 10_000;

/**
 * @typedef {{at: number, reason: string, fromName: string | null, to: Map<string, number>, shards: number[],
 *   fastest: number, slowest: number}} Change
 *   `to`: how many of the shards each node took. `fastest`, `slowest`: ms without a leader.
 */

/**
 * Puts the elections that one event caused into one change: same reason, same old leader, within ten seconds.
 *
 * @param {object[]} elections as in `/api/cluster`, newest first
 * @returns {Change[]} newest first
 */
export function changesOf(elections) {
  /** @type {Change[]} */
  const changes = [];
  for (const election of elections) {
    const together = changes.find(
      (change) =>
        change.reason === election.reason && change.fromName === (election.fromName ?? null) && change.at - election.at < TOGETHER_MS,
    );
    if (together) add(together, election);
    else changes.push(add(empty(election), election));
  }
  return changes;
}

function empty({ at, reason, fromName }) {
  return { at, reason, fromName: fromName ?? null, to: new Map(), shards: [], fastest: Infinity, slowest: 0 };
}

function add(change, election) {
  change.to.set(election.toName, (change.to.get(election.toName) ?? 0) + 1);
  change.shards.push(election.shard);
  change.fastest = Math.min(change.fastest, election.millis);
  change.slowest = Math.max(change.slowest, election.millis);
  return change;
}

/** Why, in words. */
export function reasonOf({ reason, fromName }) {
  switch (reason) {
    case 'crash':
      return `${fromName ?? 'The leader'} left the cluster`;
    case 'hand-over':
      return `${fromName ?? 'The leader'} handed over`;
    case 'takeover':
      return `${fromName ?? 'The leader'} lost its lock`;
    case 'outdated':
      return `${fromName ?? 'The leader'} took a newer term`;
    default:
      return 'Nobody led before';
  }
}

/** "180 ms", "180–431 ms". */
export function spread({ fastest, slowest }) {
  return fastest === slowest ? `${slowest} ms` : `${fastest}–${slowest} ms`;
}
