import { html, nothing } from 'lit';
import { roomLists, unreadOf } from '../store.js';
import { View } from './element.js';

const MOST = 12;

/** Ctrl+K: type a part of a name, Enter goes there. */
class Switcher extends View {
  static properties = { state: { attribute: false }, query: { state: true }, at: { state: true } };

  constructor() {
    super();
    this.query = '';
    this.at = 0;
  }

  open() {
    this.query = '';
    this.at = 0;
    this.querySelector('input').value = '';
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  get #dialog() {
    return this.querySelector('dialog');
  }

  /** Unread rooms first, then one's own, then the others; names that begin with the query before those that hold it. */
  #found() {
    const { mine, others } = roomLists(this.state);
    const query = this.query.trim().toLowerCase();
    const rank = (room) => (room.name.toLowerCase().startsWith(query) ? 0 : 1) - (unreadOf(this.state, room) > 0 ? 0.5 : 0);
    return [...mine, ...others]
      .filter((room) => room.name.toLowerCase().includes(query))
      .sort((a, b) => rank(a) - rank(b))
      .slice(0, MOST);
  }

  render() {
    const found = this.#found();
    const at = Math.min(this.at, found.length - 1);
    return html`
      <dialog class="switcher" aria-label="Go to room" @click=${this.#outside}>
        <input type="text" role="combobox" aria-label="Room" aria-expanded="true" aria-controls="switcher-list" aria-autocomplete="list"
          aria-activedescendant=${found.length > 0 ? `switch-${at}` : nothing} placeholder="Go to room…" autocomplete="off"
          spellcheck="false" @input=${this.#input} @keydown=${(event) => this.#key(event, found, at)} />
        <ul id="switcher-list" role="listbox" aria-label="Rooms">
          ${found.map((room, i) => html`
            <li id="switch-${i}" role="option" aria-selected=${i === at} @click=${() => this.#go(room)}>
              <span class="hash" aria-hidden="true">#</span>${room.name}
              ${unreadOf(this.state, room) > 0 ? html`<span class="badge">${unreadOf(this.state, room)}</span>` : nothing}
            </li>`)}
        </ul>
        ${found.length === 0 ? html`<p class="nothing">No room of that name. <kbd>Enter</kbd> makes it.</p>` : nothing}
      </dialog>
    `;
  }

  #input(event) {
    this.query = event.target.value;
    this.at = 0;
  }

  #key(event, found, at) {
    if (event.key === 'ArrowDown') this.at = Math.min(found.length - 1, at + 1);
    else if (event.key === 'ArrowUp') this.at = Math.max(0, at - 1);
    else if (event.key === 'Enter' && !event.isComposing) this.#enter(found[at]);
    else return;
    event.preventDefault();
  }

  #enter(room) {
    if (room) {
      this.#go(room);
    } else if (this.query.trim() !== '') {
      this.#dialog.close();
      this.emit('parley-new-room', this.query.trim());
    }
  }

  #go(room) {
    this.#dialog.close();
    this.emit('parley-pick', room.id);
  }

  #outside(event) {
    if (event.target === this.#dialog) this.#dialog.close();
  }
}

customElements.define('parley-switcher', Switcher);
