/** The calls of docs/administration.md, with the token of this tab. */

const KEY = 'administrator';
const TIMEOUT_MS = 8000;

/** What a node answered instead of doing it; the message is for people. */
export class Refused extends Error {
  /** @param {{code?: number, error?: string, message?: string}} answer */
  constructor({ code = 0, error = 'no-answer', message = 'The node did not answer.' } = {}) {
    super(message);
    this.code = code;
    this.error = error;
  }
}

/** The administrator at this page. The token lives as long as the tab, and goes nowhere but into a header. */
export class Administrator {
  #memory;
  #base;

  /**
   * @param {import('./storage.js').Storage} memory where the token is kept as long as the tab is there
   * @param {() => string} base the node that tells the page about the cluster now
   */
  constructor(memory, base) {
    this.#memory = memory;
    this.#base = base;
  }

  get isKnown() {
    return this.#memory.get(KEY) !== null;
  }

  /** Takes a token if a node does. */
  async enter(token) {
    await this.#call('GET', '', null, token);
    this.#memory.set(KEY, token);
  }

  forget() {
    this.#memory.remove(KEY);
  }

  /** @param {string} node name or id; @param {'drain' | 'resume' | 'kill'} what */
  order(node, what) {
    return this.#call('POST', `/nodes/${encodeURIComponent(node)}/${what}`);
  }

  /** @returns {Promise<{nodes: object}>} */
  levels() {
    return this.#call('GET', '/log-levels');
  }

  setLevel(area, level, node) {
    return this.#call('PUT', '/log-levels', node ? { area, level, node } : { area, level });
  }

  resetLevels() {
    return this.#call('DELETE', '/log-levels');
  }

  async #call(method, path, body = null, token = this.#memory.get(KEY)) {
    let answer;
    let json;
    try {
      answer = await fetch(`${this.#base()}/api/admin${path}`, {
        method,
        headers: { authorization: `Bearer ${token}` },
        body: body === null ? undefined : JSON.stringify(body),
        cache: 'no-store',
        credentials: 'omit',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      json = await answer.json();
    } catch {
      throw new Refused();
    }
    if (answer.ok) return json;
    // The token was replaced: what is kept opens nothing any more.
    if (json.error === 'wrong-token') this.forget();
    throw new Refused(json);
  }
}
