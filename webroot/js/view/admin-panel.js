import { html, nothing } from 'lit';
import { withCode } from '../wording.js';
import { View } from './element.js';

const LEVELS = ['error', 'warn', 'info', 'debug', 'trace', 'default'];

const WORDS = {
  drain: {
    title: 'Drain',
    verb: 'Drain',
    text: 'It takes no more clients, lets those that are there move, and leads nothing. It stays in the cluster until you resume it.',
  },
  kill: {
    title: 'Kill',
    verb: 'Kill',
    text: 'Its process ends at once, without a word, as with kill -9. Somebody has to start it again.',
  },
};

/** Where the administrator comes in, changes levels of the log, and is asked once more before something happens. */
class AdminPanel extends View {
  static properties = {
    administrator: { attribute: false },
    nodes: { attribute: false },
    levels: { state: true },
    error: { state: true },
    said: { state: true },
    asking: { state: true },
  };

  constructor() {
    super();
    this.levels = null;
    this.error = null;
    this.said = '';
    this.asking = null;
  }

  /** Does something with a node, after a question where it cannot be taken back easily. */
  async order(node, what) {
    if (!WORDS[what]) {
      await this.#give(node, what);
      return;
    }
    this.asking = { node, what };
    await this.updateComplete;
    this.querySelector('dialog').showModal();
  }

  async #give(node, what) {
    await this.#try(async () => {
      await this.administrator.order(node, what);
      this.said = `${node}: ${what} has begun.`;
    });
  }

  async #try(deed) {
    this.error = null;
    try {
      await deed();
    } catch (refused) {
      this.error = withCode(refused.message, refused.code);
      this.said = '';
    }
    this.requestUpdate();
    this.emit('administrator');
  }

  #enter = async (event) => {
    event.preventDefault();
    const field = this.querySelector('#admin-token');
    await this.#try(() => this.administrator.enter(field.value.trim()));
    if (this.administrator.isKnown) {
      await this.#try(() => this.#look());
      await this.updateComplete;
      this.querySelector('summary, button')?.focus();
    }
  };

  #forget = () => {
    this.administrator.forget();
    this.said = 'The token is forgotten.';
    this.levels = null;
    this.error = null;
    this.emit('administrator');
  };

  async #look() {
    this.levels = (await this.administrator.levels()).nodes;
  }

  #opened = (event) => {
    if (event.target.open && this.levels === null) this.#try(() => this.#look());
  };

  #change = async (event) => {
    event.preventDefault();
    const [area, level, node] = ['area', 'level', 'node'].map((name) => this.querySelector(`#level-${name}`).value);
    await this.#try(async () => {
      await this.administrator.setLevel(area, level, node);
      await this.#look();
      this.said = `${area} is at ${level} ${node ? `on ${node}` : 'on all nodes'}.`;
    });
  };

  #reset = () =>
    this.#try(async () => {
      await this.administrator.resetLevels();
      await this.#look();
      this.said = 'All levels are as configured.';
    });

  #confirmed = async (event) => {
    event.preventDefault();
    const { node, what } = this.asking;
    this.querySelector('dialog').close();
    await this.#give(node, what);
  };

  render() {
    const known = this.administrator?.isKnown;
    return html`
      <section aria-labelledby="admin-title">
        <h2 id="admin-title">Administrator</h2>
        ${known ? this.#known() : this.#stranger()}
        ${this.error ? html`<p class="field-error" role="alert">${this.error}</p>` : nothing}
        <p role="status" class="soft said">${this.said}</p>
      </section>
      ${this.#dialog()}
    `;
  }

  #stranger() {
    return html`
      <form class="row" @submit=${this.#enter}>
        <label for="admin-token">Token</label>
        <input id="admin-token" type="password" autocomplete="off" required maxlength="200" aria-describedby="admin-hint" />
        <button class="primary">Enter</button>
      </form>
      <p id="admin-hint" class="soft"><code>./parley admin-token</code> shows it. It is kept until this tab is closed.</p>
    `;
  }

  #known() {
    return html`
      <details @toggle=${this.#opened}>
        <summary>Levels of the log</summary>
        ${this.levels ? this.#levels() : html`<p class="soft">Asking…</p>`}
      </details>
      <button class="forget" @click=${this.#forget}>Forget the token</button>
    `;
  }

  #levels() {
    const names = Object.keys(this.levels).sort();
    const areas = Object.keys(Object.values(this.levels).find((answer) => answer.levels)?.levels ?? {});
    return html`
      <div class="wide" tabindex="0" role="group" aria-label="Levels of the log">
        <table class="levels">
          <thead><tr><th>Area</th>${names.map((name) => html`<th>${name}</th>`)}</tr></thead>
          <tbody>${areas.map((area) => html`
            <tr data-area=${area}><th scope="row">${area}</th>${names.map((name) => html`<td>${this.levels[name].levels?.[area] ?? this.levels[name].error}</td>`)}</tr>`)}
          </tbody>
        </table>
      </div>
      <form class="row" @submit=${this.#change}>
        <label for="level-area">Area</label><select id="level-area">${areas.map((area) => html`<option>${area}</option>`)}</select>
        <label for="level-level">Level</label><select id="level-level">${LEVELS.map((level) => html`<option>${level}</option>`)}</select>
        <label for="level-node">Node</label>
        <select id="level-node"><option value="">all</option>${names.map((name) => html`<option>${name}</option>`)}</select>
        <button class="primary">Change</button>
        <button type="button" @click=${this.#reset}>As configured</button>
      </form>
    `;
  }

  #dialog() {
    const words = this.asking ? WORDS[this.asking.what] : null;
    return html`
      <dialog class="form-dialog" aria-labelledby="ask-title" aria-describedby="ask-text" @close=${() => (this.asking = null)}>
        ${words ? html`
          <form @submit=${this.#confirmed}>
            <h2 id="ask-title">${words.title} ${this.asking.node}?</h2>
            <p id="ask-text">${words.text}</p>
            <div class="buttons">
              <button type="button" @click=${() => this.querySelector('dialog').close()}>Cancel</button>
              <button class="primary">${words.verb} ${this.asking.node}</button>
            </div>
          </form>` : nothing}
      </dialog>
    `;
  }
}

customElements.define('parley-admin', AdminPanel);
