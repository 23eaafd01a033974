import { html, nothing } from 'lit';
import { changesOf, reasonOf, spread } from '../elections.js';
import { Administrator } from '../administrator.js';
import { clock, clockWithSeconds, counted, duration, fullTime } from '../format.js';
import { withReport } from '../history.js';
import { Storage, areaOf } from '../storage.js';
import { Watcher } from '../watcher.js';
import './admin-panel.js';
import { View } from './element.js';
import './rate-chart.js';

const STALE_HEARTBEAT_MS = 3000;
const COLOURS = 8;

/** The cluster for everybody: nodes, who leads what, and how fast leaders were replaced. */
class Cluster extends View {
  static properties = { report: { state: true }, base: { state: true }, lostAt: { state: true }, points: { state: true } };

  #watcher = new Watcher(new Storage('parley.'), location, (report, base) => this.#take(report, base));

  #administrator = new Administrator(new Storage('parley.', areaOf('sessionStorage')), () => this.base);

  constructor() {
    super();
    this.points = [];
    this.report = null;
    this.base = location.origin;
    this.lostAt = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#watcher.start();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#watcher.stop();
  }

  #take(report, base) {
    this.lostAt = report ? null : (this.lostAt ?? Date.now());
    if (report) this.points = withReport(this.points, report);
    this.report = report ?? this.report;
    this.base = base;
  }

  render() {
    const { report } = this;
    return html`
      <header class="top">
        <img src="/favicon.svg" alt="" width="28" height="28" /><h1>Cluster</h1>
        <a href="/">To the chat</a>
      </header>
      <main>
        <p role="status" class="state ${this.lostAt ? 'bad' : ''}">${this.#state()}</p>
        ${report ? [this.#nodes(report), this.#rate(report), this.#elections(report), this.#shards(report)] : nothing}
        ${report ? html`<parley-admin .administrator=${this.#administrator} .nodes=${report.nodes} @administrator=${() => this.requestUpdate()}></parley-admin>` : nothing}
      </main>
    `;
  }

  #state() {
    if (this.lostAt) return `No node has answered since ${clock(this.lostAt)}. Trying each second.`;
    if (!this.report) return 'Asking…';
    const { nodes, node, clusterName, policy } = this.report;
    const name = nodes.find((one) => one.node === node)?.name ?? node;
    return html`<b>${clusterName}</b>, ${counted(nodes.length, 'node')}, policy <b>${policy}</b>. Told by <b>${name}</b>, live.`;
  }

  #nodes({ nodes, now, node: teller }) {
    const sorted = byName(nodes);
    const admin = this.#administrator.isKnown;
    return html`
      <section aria-labelledby="nodes-title">
        <h2 id="nodes-title">Nodes</h2>
        <div class="wide" tabindex="0" role="group" aria-labelledby="nodes-title">
          <table>
            <thead><tr><th>Name</th><th>State</th><th class="n">Leads</th><th class="n">Sessions</th><th class="n">Messages/s</th>
              <th class="n">Sent/s</th><th class="n">Lag</th><th class="n">Waiting</th><th class="n">Heartbeat</th>
              <th>Up</th><th>Version</th><th>Address</th>${admin ? html`<th>Do</th>` : nothing}</tr></thead>
            <tbody>${sorted.map((node, i) => html`
              <tr data-node=${node.name}>
                <th scope="row"><span class="swatch c${i % COLOURS}"></span>${node.name}${node.node === teller ? html` <span class="soft">tells</span>` : nothing}</th>
                <td><span class="dot ${node.state === 'ready' ? 'on' : 'off'}"></span> ${node.state}${reasonBeside(node)}</td>
                <td class="n">${node.leads}</td>
                <td class="n">${node.sessions}</td>
                <td class="n">${node.messagesPerSecond ?? '–'}</td>
                <td class="n">${node.deliveriesPerSecond ?? '–'}</td>
                <td class="n ${node.lag > 0 ? 'bad' : ''}">${node.lag ?? '–'}</td>
                <td class="n">${node.waitingBytes === undefined ? '–' : bytes(node.waitingBytes)}</td>
                <td class="n ${node.heartbeatAge > STALE_HEARTBEAT_MS ? 'bad' : ''}">${duration(node.heartbeatAge)} ago</td>
                <td title=${fullTime(node.since)}>${duration(Math.max(0, now - node.since))}</td>
                <td class="mono">${node.version}</td>
                <td class="mono">${node.url ?? `port ${node.port}`}</td>
                ${admin ? html`<td class="deeds">${this.#deeds(node)}</td>` : nothing}
              </tr>`)}
            </tbody>
          </table>
        </div>
      </section>
    `;
  }

  #deeds({ name, state, demo }) {
    const button = (what, words) => html`<button @click=${() => this.querySelector('parley-admin').order(name, what)} aria-label="${words} ${name}">${words}</button>`;
    return html`${state === 'drained' ? button('resume', 'Resume') : button('drain', 'Drain')}${demo ? button('kill', 'Kill') : nothing}`;
  }

  #rate({ elections, now }) {
    return html`
      <section aria-labelledby="rate-title">
        <h2 id="rate-title">Messages</h2>
        <parley-rate .points=${this.points} .changes=${changesOf(elections)} .now=${now}></parley-rate>
      </section>
    `;
  }

  #shards({ nodes, leaders, shards }) {
    const order = byName(nodes);
    const colour = new Map(order.map((node, i) => [node.node, i % COLOURS]));
    const name = new Map(order.map((node) => [node.node, node.name]));
    const led = new Map(leaders.map((leader) => [leader.shard, leader]));
    const cells = Array.from({ length: shards }, (_, shard) => ({ shard, ...led.get(shard) }));
    const who = (cell) => (cell.node ? (name.get(cell.node) ?? 'a node that left') : 'nobody');
    return html`
      <section aria-labelledby="shards-title">
        <h2 id="shards-title">Shards <span class="soft">${leaders.length} of ${shards} led</span></h2>
        <ul class="grid">${cells.map((cell) => html`
          <li class=${cell.node ? `c${colour.get(cell.node) ?? 'none'}` : 'cnone'} title="Shard ${cell.shard}: ${who(cell)}${cell.term ? `, term ${cell.term}` : ''}">
            <span aria-hidden="true">${cell.shard}</span><span class="visually-hidden">Shard ${cell.shard}: ${who(cell)}</span></li>`)}
        </ul>
        <ul class="legend">${order.map((node, i) => html`<li><span class="swatch c${i % COLOURS}"></span>${node.name} leads ${node.leads}</li>`)}</ul>
        <details>
          <summary>Terms</summary>
          <div class="wide" tabindex="0" role="group" aria-label="Terms">
            <table class="terms">
              <thead><tr><th class="n">Shard</th><th>Leader</th><th class="n">Term</th></tr></thead>
              <tbody>${cells.map((cell) => html`<tr><td class="n">${cell.shard}</td><td>${who(cell)}</td><td class="n mono">${cell.term ?? '–'}</td></tr>`)}</tbody>
            </table>
          </div>
        </details>
      </section>
    `;
  }

  #elections({ elections }) {
    const changes = changesOf(elections);
    return html`
      <section aria-labelledby="elections-title">
        <h2 id="elections-title">Elections <span class="soft">${counted(elections.length, 'shard change')} known here</span></h2>
        ${changes.length === 0 ? html`<p class="soft">None yet.</p>` : html`
          <div class="wide" tabindex="0" role="group" aria-labelledby="elections-title">
            <table>
              <thead><tr><th class="n">Mark</th><th>When</th><th>Why</th><th class="n">Shards</th><th>New leaders</th><th class="n">Without leader</th></tr></thead>
              <tbody>${changes.map((change, i) => html`
                <tr class=${change.reason}>
                  <td class="n soft">${i + 1}</td>
                  <td title=${fullTime(change.at)}>${clockWithSeconds(change.at)}</td>
                  <td>${reasonOf(change)}</td>
                  <td class="n">${change.shards.length}</td>
                  <td>${[...change.to].map(([node, n]) => `${node} ${n}`).join(', ')}</td>
                  <td class="n">${spread(change)}</td>
                </tr>`)}
              </tbody>
            </table>
          </div>`}
      </section>
    `;
  }
}

/** Why a node does not serve, where its state does not say so itself. */
function reasonBeside({ state, reason }) {
  return reason && reason !== state ? html` <span class="soft">${reason}</span>` : nothing;
}

/** "0", "512 B", "1.4 MiB". */
function bytes(count) {
  if (count < 1024) return count === 0 ? '0' : `${count} B`;
  const kib = count / 1024;
  return kib < 1024 ? `${kib.toFixed(1)} KiB` : `${(kib / 1024).toFixed(1)} MiB`;
}

function byName(nodes) {
  return [...nodes].sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}

customElements.define('parley-cluster', Cluster);
