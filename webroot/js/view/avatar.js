import { html } from 'lit';
import { hue, initials } from '../format.js';

/** A square with letters; the name stands beside it, so it says nothing to a screen reader. */
export function avatar(id, name) {
  return html`<span class="avatar hue-${hue(id ?? name)}" aria-hidden="true">${initials(name)}</span>`;
}
