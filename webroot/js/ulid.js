/** ULIDs: ids that sort by the time at which they were made. */

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const RANDOM_LENGTH = 16;

let lastTime = 0;
let lastRandom = [];

/**
 * Makes an id. Two ids of one page sort in the order in which they were made, even within one millisecond and when the
 * clock is set back: the outbox relies on it.
 *
 * @param {number} now ms since 1970
 * @returns {string} 26 characters
 */
export function ulid(now = Date.now()) {
  if (now > lastTime) {
    lastTime = now;
    lastRandom = Array.from(crypto.getRandomValues(new Uint8Array(RANDOM_LENGTH)), (byte) => byte & 31);
    lastRandom[0] &= 15; // room to count upwards
  } else {
    increment(lastRandom);
  }
  return time(lastTime) + lastRandom.map((digit) => ALPHABET[digit]).join('');
}

function increment(digits) {
  for (let i = digits.length - 1; i >= 0; i--) {
    if (digits[i] < 31) {
      digits[i]++;
      return;
    }
    digits[i] = 0;
  }
}

function time(ms) {
  let text = '';
  for (let i = 0; i < 10; i++) {
    text = ALPHABET[ms % 32] + text;
    ms = Math.floor(ms / 32);
  }
  return text;
}

/** When an id was made, by the clock of who made it. @returns {number} ms since 1970 */
export function timeOf(id) {
  return [...id.slice(0, 10)].reduce((ms, digit) => ms * 32 + ALPHABET.indexOf(digit), 0);
}

/** A secret of 128 bits as 22 characters of `[A-Za-z0-9_-]`. Works without a secure context, as in a LAN over http. */
export function secret() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
