import { html, nothing } from 'lit';
import { clock, dayName, fullTime, isoTime } from '../format.js';
import { Delivery } from '../outbox.js';
import { piecesOf } from '../links.js';
import { avatar } from './avatar.js';
import * as icons from './icons.js';

const REORDERED = 'Messages were put in order again after the servers had been apart.';

/**
 * One row of the list.
 *
 * @param {import('../rows.js').Row} row
 * @param {{tabIndex: number, online: boolean, now: number}} context `now`: by the clock of the cluster
 */
export function rowOf(row, context) {
  if (row.type === 'day') {
    return html`<div class="row day" data-key=${row.key} role="separator"><span>${dayName(row.day, context.now)}</span></div>`;
  }
  if (row.type === 'new') {
    return html`<div class="row new" data-key=${row.key} role="separator"><span>New</span></div>`;
  }
  if (row.type === 'order') {
    return html`<div class="row order" data-key=${row.key} role="note"><span>${REORDERED}</span></div>`;
  }
  return messageRow(row, context);
}

function messageRow(row, { tabIndex, online }) {
  const classes = `row message ${row.isHead ? 'head' : 'more'} ${row.isOwn ? 'own' : ''} ${row.delivery ?? ''}`;
  return html`
    <article class=${classes} data-key=${row.key} data-seq=${row.seq ?? nothing} tabindex=${tabIndex}
      aria-label=${`${row.name}, ${clock(row.at)}`} aria-describedby="text-${row.key}">
      ${row.isHead ? avatar(row.author, row.name) : html`<span class="gutter" aria-hidden="true">${clock(row.at)}</span>`}
      <div class="body">
        ${row.isHead
          ? html`<header><b>${row.name}</b> <time datetime=${isoTime(row.at)} title=${fullTime(row.at)}>${clock(row.at)}</time></header>`
          : nothing}
        <div class="text" id="text-${row.key}" title=${row.isHead ? nothing : fullTime(row.at)}>${piecesOf(row.text).map(pieceOf)}${sign(row, online)}</div>
        ${row.delivery === Delivery.FAILED ? failure(row) : nothing}
      </div>
    </article>
  `;
}

/** User text reaches the document only as text nodes; an address has been parsed and is http or https. */
function pieceOf({ text, href }) {
  return href === null ? text : html`<a href=${href} target="_blank" rel="noopener noreferrer">${text}</a>`;
}

function sign(row, online) {
  if (row.delivery !== Delivery.PENDING) return nothing;
  return html`<span class="sign" role="img" aria-label=${online ? 'Sending' : 'Waiting for connection'}>${icons.pending}${
    online ? nothing : html`<span>waiting for connection</span>`}</span>`;
}

function failure(row) {
  return html`
    <p class="failure">
      <span>Not sent: ${row.error}</span>
      <button data-action="retry" data-id=${row.key}>Retry</button>
      <button data-action="edit" data-id=${row.key}>Edit</button>
      <button data-action="discard" data-id=${row.key}>Delete</button>
    </p>
  `;
}
