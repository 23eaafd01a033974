/** Plain text with links: cuts a text into pieces. What is a link is decided here, what it looks like elsewhere. */

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`]+/gi;
const CLOSERS = { ')': '(', ']': '[', '}': '{' };

/**
 * @param {string} text
 * @returns {{text: string, href: string | null}[]} pieces that together are the text; `href` is http or https
 */
export function piecesOf(text) {
  const pieces = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const shown = withoutTail(match[0]);
    const href = addressOf(shown);
    if (href === null) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), href: null });
    pieces.push({ text: shown, href });
    end = match.index + shown.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), href: null });
  return pieces;
}

/** Full stops and brackets after an address belong to the sentence, unless the bracket was opened in the address. */
function withoutTail(address) {
  let shown = address;
  for (;;) {
    const last = shown.at(-1);
    const isOpen = last in CLOSERS && shown.split(CLOSERS[last]).length >= shown.split(last).length;
    if (!/[.,;:!?)\]}*_~]/.test(last) || isOpen) return shown;
    shown = shown.slice(0, -1);
  }
}

function addressOf(text) {
  try {
    const url = new URL(text);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}
