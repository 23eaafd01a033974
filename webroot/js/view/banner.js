import { html, nothing } from 'lit';
import { noticeOf, QUIET_MS, Phase } from '../phase.js';
import { Timer } from '../timer.js';
import { View } from './element.js';

/** One line about the connection, and only when it has been away for a while. */
class Banner extends View {
  static properties = { link: { attribute: false } };

  #tick = new Timer(() => this.requestUpdate());

  render() {
    const notice = this.link && noticeOf(this.link, performance.now());
    return html`
      <div class="banner-place">
        <div role="status">${notice ? html`<span class="banner">${notice.text}</span>` : nothing}</div>
        ${notice?.seconds ? html`<span class="countdown" aria-hidden="true">Next try in ${notice.seconds} s</span>` : nothing}
        ${notice?.canTry ? html`<button @click=${() => this.emit('parley-try-now')}>Try now</button>` : nothing}
      </div>
    `;
  }

  updated() {
    if (!this.link || this.link.phase === Phase.ONLINE || this.link.downSince === null) {
      this.#tick.stop();
      return;
    }
    const quiet = this.link.downSince + QUIET_MS - performance.now();
    this.#tick.start(quiet > 0 ? quiet : 500);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#tick.stop();
  }
}

customElements.define('parley-banner', Banner);
