/** What the tests of the modules need to say that something is wrong. */

export function equal(actual, expected, what = 'value') {
  const [a, b] = [actual, expected].map((value) => JSON.stringify(value, plain));
  if (a !== b) throw new Error(`${what}: ${a} instead of ${b}`);
}

export function ok(condition, what) {
  if (!condition) throw new Error(`not so: ${what}`);
}

function plain(key, value) {
  if (value instanceof Map || value instanceof Set) return [...value];
  return value;
}

/** Waits until a condition holds. */
export async function until(condition, what, ms = 5000) {
  const end = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A localStorage that forgets with the test. */
export class MemoryStorage {
  #values = new Map();

  get length() {
    return this.#values.size;
  }

  key(i) {
    return [...this.#values.keys()][i] ?? null;
  }

  getItem(key) {
    return this.#values.get(key) ?? null;
  }

  setItem(key, value) {
    this.#values.set(key, value);
  }

  removeItem(key) {
    this.#values.delete(key);
  }
}

/** A message entry. */
export function entry(seq, more = {}) {
  return { seq, id: `id${seq}`, kind: 'message', author: 'grace', at: 1_700_000_000_000 + seq * 1000, digest: `d${seq}`,
    body: { name: 'Grace', text: `text ${seq}` }, ...more };
}
