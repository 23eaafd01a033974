/** Tells screen readers what is new. The list itself is silent: rows put in above would be read out as news. */

const MOST = 3;

/**
 * @param {HTMLElement} region a polite live region outside of the list
 * @param {{body: {name: string, text: string}}[]} entries what others said just now
 */
export function announce(region, entries) {
  const all = entries.map(({ body }) => `${body.name}: ${body.text}`).join('. ');
  tell(region, entries.length <= MOST ? all : `${entries.length} new messages`);
}

/** @param {string} sentence */
export function tell(region, sentence) {
  const line = document.createElement('p');
  line.textContent = sentence;
  region.append(line);
  while (region.childElementCount > MOST) region.firstElementChild.remove();
}
