import { html, nothing } from 'lit';
import { clock, counted, duration } from '../format.js';
import { Phase } from '../phase.js';
import { View } from './element.js';

/** The curious reader's view of the cluster: who serves, since when, who else is there. */
class ConnectionPanel extends View {
  static properties = { link: { attribute: false }, nodes: { attribute: false } };

  render() {
    return html`
      <div id="connection" class="panel" popover role="dialog" aria-label="Connection" @toggle=${this.#toggled}>
        ${this.link ? this.#facts(this.link) : nothing}
        <ul class="node-list">
          ${this.nodes.map((node) => html`
            <li class=${node.node === this.link?.node ? 'here' : ''}>
              <span class="dot ${node.state === 'ready' ? 'on' : 'off'}"></span>
              <b>${node.name}</b>
              <span>${node.state === 'ready' ? counted(node.sessions, 'session') : node.state}</span>
              <span class="version">${node.version}</span>
            </li>`)}
        </ul>
        <a href="/cluster" target="_blank" rel="noopener">The whole cluster</a>
      </div>
    `;
  }

  /** Who opens the panel wants to know how it is now. */
  #toggled(event) {
    if (event.newState === 'open') this.emit('parley-probe');
  }

  #facts(link) {
    const isOn = link.phase === Phase.ONLINE;
    const via = [link.transport, link.roundTrip === null ? null : `${link.roundTrip} ms`].filter(Boolean).join(', ');
    return html`
      <p class="served-by">${isOn ? 'Served by' : 'Looking for a node; last served by'} <b>${link.name ?? 'none yet'}</b></p>
      ${isOn ? html`<p class="via">${via}</p>` : nothing}
      ${link.moved ? html`<p class="moved">moved to ${link.moved.to} in ${duration(link.moved.millis)}, at ${clock(link.moved.at)}</p>` : nothing}
    `;
  }
}

customElements.define('parley-connection', ConnectionPanel);
