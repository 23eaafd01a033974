/** What outlives the page: localStorage, made harmless. */

/** Keys with this in them hold copies of what the cluster has. They go first when there is no room. */
const EXPENDABLE = '.log.';

/**
 * A storage of the browser, or null where its user does not allow pages to store anything: then already asking for it throws.
 *
 * @param {'localStorage' | 'sessionStorage'} name
 */
export function areaOf(name) {
  try {
    return globalThis[name];
  } catch {
    return null;
  }
}

/**
 * Keys and JSON values under one prefix. Where the browser stores nothing (private windows, full disk, policy), the
 * values live as long as the page, and nothing else changes.
 */
export class Storage {
  #prefix;
  #backing;
  #memory = new Map();

  /**
   * @param {string} prefix ends in a dot
   * @param {globalThis.Storage | null} backing null: there is none
   */
  constructor(prefix, backing = areaOf('localStorage')) {
    this.#prefix = prefix;
    this.#backing = backing;
  }

  get(key, otherwise = null) {
    if (this.#memory.has(key)) return this.#memory.get(key);
    try {
      const text = this.#backing.getItem(this.#prefix + key);
      return text === null ? otherwise : JSON.parse(text);
    } catch {
      return otherwise;
    }
  }

  set(key, value) {
    const text = JSON.stringify(value);
    if (this.#write(key, text) || (this.#makeRoom() && this.#write(key, text))) this.#memory.delete(key);
    else this.#memory.set(key, value);
  }

  #write(key, text) {
    try {
      this.#backing.setItem(this.#prefix + key, text);
      return true;
    } catch {
      return false;
    }
  }

  /** A message that waits is worth more than a copy of what can be fetched again. */
  #makeRoom() {
    try {
      const keys = Array.from({ length: this.#backing.length }, (_, i) => this.#backing.key(i));
      const expendable = keys.filter((key) => key.includes(EXPENDABLE));
      expendable.forEach((key) => this.#backing.removeItem(key));
      return expendable.length > 0;
    } catch {
      return false;
    }
  }

  remove(key) {
    this.#memory.delete(key);
    try {
      this.#backing.removeItem(this.#prefix + key);
    } catch {
      // it was only in memory, then
    }
  }

  /** All keys that begin with `start`, sorted. */
  keys(start = '') {
    const keys = new Set([...this.#memory.keys()]);
    try {
      for (let i = 0; i < this.#backing.length; i++) {
        const key = this.#backing.key(i);
        if (key.startsWith(this.#prefix)) keys.add(key.slice(this.#prefix.length));
      }
    } catch {
      // only what is in memory
    }
    return [...keys].filter((key) => key.startsWith(start)).sort();
  }

  clear() {
    for (const key of this.keys()) this.remove(key);
  }

  /** A part of this storage. */
  below(prefix) {
    return new Storage(this.#prefix + prefix, this.#backing);
  }

  /**
   * Tells when another tab changes something here.
   *
   * @param {(key: string, value: unknown) => void} listener the value is null when it was removed
   */
  watch(listener) {
    globalThis.addEventListener('storage', (event) => {
      if (event.storageArea !== this.#backing || !event.key?.startsWith(this.#prefix)) return;
      listener(event.key.slice(this.#prefix.length), event.newValue === null ? null : parse(event.newValue));
    });
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
