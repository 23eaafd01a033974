/** Tells screen readers what is new. The list itself is silent: rows put in above would be read out as news. */

const MOST = 3;

/**
 * @param {HTMLElement} region a polite live region outside of the list
 * @param {{body: {name: string, text: string}}[]} entries what others said just now
 */
export function announce(region, entries) {
  const line = document.createElement('p');
  line.textContent =
    entries.length <= MOST
      ? entries.map(({ body }) => `${body.name}: ${body.text}`).join('. ')
      : `${entries.length} new messages`;
  region.append(line);
  while (region.childElementCount > MOST) region.firstElementChild.remove();
}
