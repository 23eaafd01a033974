/** Dates, times and numbers as the reader's locale writes them. Formatters are dear to make and are made once. */

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const SECONDS = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit', second: '2-digit' });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const DAY_OF_YEAR = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const DAY_MS = 24 * 3600 * 1000;

export const clock = (at) => CLOCK.format(at);
export const clockWithSeconds = (at) => SECONDS.format(at);
export const fullTime = (at) => FULL.format(at);
export const isoTime = (at) => new Date(at).toISOString();

/** Midnight before a time, in the reader's time zone: equal for all times of one day. */
export function dayOf(at) {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** "Today", "Yesterday", "Monday, 3 March", with the year when it is another one. */
export function dayName(day, now = Date.now()) {
  const days = Math.round((day - dayOf(now)) / DAY_MS);
  if (days === 0 || days === -1) return capital(RELATIVE.format(days, 'day'));
  return new Date(day).getFullYear() === new Date(now).getFullYear() ? DAY.format(day) : DAY_OF_YEAR.format(day);
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "0.3 s", "12 s", "4 min", "3 h", "2 d": for durations in tables and notes. */
export function duration(ms) {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`;
  if (ms < 2 * 3_600_000) return `${Math.round(ms / 60_000)} min`;
  if (ms < 2 * DAY_MS) return `${Math.round(ms / 3_600_000)} h`;
  return `${Math.round(ms / DAY_MS)} d`;
}

/** "1 message", "2 messages". */
export function counted(n, one, many = `${one}s`) {
  return `${n} ${n === 1 ? one : many}`;
}

/** Up to two letters that stand for a name. */
export function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)].map(first) : [first(words[0] ?? '?')];
  return letters.join('').toUpperCase();
}

function first(word) {
  return [...word][0];
}

/** The colour of a person, 0 to 11, always the same for one id. */
export function hue(id) {
  let hash = 0;
  for (const char of id) hash = (hash * 31 + char.codePointAt(0)) >>> 0;
  return hash % 12;
}
