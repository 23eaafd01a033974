/** Watches a cluster over plain HTTP, from whichever node answers. */

import { candidates, remember } from './nodes.js';
import { Timer } from './timer.js';

const EVERY_MS = 1000;
const TIMEOUT_MS = 2500;

/** Asks one node each second; when it does not answer, the next one at once. */
export class Watcher {
  #storage;
  #page;
  #onReport;
  #base;
  #timer = new Timer(() => this.#ask());

  /**
   * @param {import('./storage.js').Storage} storage where the known nodes are
   * @param {{origin: string, protocol: string, hostname: string}} page
   * @param {(report: object | null, base: string) => void} onReport null: no node answers
   */
  constructor(storage, page, onReport) {
    this.#storage = storage;
    this.#page = page;
    this.#onReport = onReport;
    this.#base = page.origin;
  }

  start() {
    this.#ask();
  }

  stop() {
    this.#timer.stop();
  }

  async #ask() {
    const known = this.#storage.get('nodes', []);
    const places = candidates(known, { origin: this.#page.origin, first: this.#base });
    let report = null;
    for (const { base } of places) {
      report = await fetchReport(base);
      if (report === null) continue;
      this.#base = base;
      this.#storage.set('nodes', remember(known, report.nodes, this.#page, Date.now()));
      break;
    }
    this.#onReport(report, this.#base);
    this.#timer.start(EVERY_MS);
  }
}

async function fetchReport(base) {
  try {
    const answer = await fetch(`${base}/api/cluster`, { cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT_MS) });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}
