import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { counted } from '../format.js';
import { roomLists, unreadOf } from '../store.js';
import { Phase } from '../phase.js';
import { View } from './element.js';
import { avatar } from './avatar.js';
import * as icons from './icons.js';

/** The side bar: rooms, and at its foot who one is and which node serves. */
class Rooms extends View {
  static properties = { state: { attribute: false }, drafts: { attribute: false }, failures: { attribute: false } };

  render() {
    const { mine, others } = roomLists(this.state);
    return html`
      <header class="brand">
        <img src="/favicon.svg" alt="" width="28" height="28" /><h1>Parley</h1>
        <button class="quiet" data-opens="switcher" title="Go to room (Ctrl+K)" aria-label="Go to room"
          @click=${() => this.emit('parley-switch')}>${icons.search}</button>
        <button class="quiet" title="New room" aria-label="New room" @click=${() => this.emit('parley-new-room')}>${icons.plus}</button>
      </header>
      <div class="room-lists">
        <h2 id="mine">Rooms</h2>
        <ul aria-labelledby="mine">${this.#list(mine)}</ul>
        ${others.length === 0 ? nothing : html`
          <h2 id="others">More rooms</h2>
          <ul aria-labelledby="others">${this.#list(others)}</ul>`}
      </div>
      <footer class="foot">
        <button class="quiet me" title="Change name" @click=${() => this.emit('parley-me')}>
          ${avatar(this.state.me.id, this.state.me.name)}<span>${this.state.me.name}</span>
        </button>
        ${this.#served()}
      </footer>
    `;
  }

  #list(rooms) {
    return repeat(rooms, (room) => room.id, (room) => this.#room(room));
  }

  /** A plain click stays in the page; with a key held it is a link like any other. */
  #pick(event, room) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.emit('parley-pick', room.id);
  }

  #room(room) {
    const unread = unreadOf(this.state, room);
    const isOpen = room.id === this.state.open;
    const hasDraft = !isOpen && this.drafts(room.id);
    const hasFailure = this.failures.split(' ').includes(room.id);
    return html`<li>
      <a class="room-link ${unread > 0 ? 'unread' : ''}" href="#/rooms/${room.id}" aria-current=${isOpen ? 'page' : nothing}
        @click=${(event) => this.#pick(event, room)}>
        <span class="hash" aria-hidden="true">#</span><span class="room-name">${room.name}</span>
        ${hasFailure ? html`<span class="failure-mark">not sent</span>` : nothing}
        ${hasDraft ? html`<span class="draft-mark">draft</span>` : nothing}
        ${unread > 0 ? html`<span class="badge" aria-label=${counted(unread, 'unread message')}>${unread > 99 ? '99+' : unread}</span>` : nothing}
      </a>
    </li>`;
  }

  #served() {
    const { link } = this.state;
    const isOn = link?.phase === Phase.ONLINE;
    return html`
      <button class="quiet served" popovertarget="connection" title="Connection">
        <span class="dot ${isOn ? 'on' : 'off'}"></span>
        <span><span class="visually-hidden">${isOn ? 'Served by' : 'Not connected; last served by'}</span> ${link?.name ?? 'connecting'}</span>
      </button>`;
  }
}

customElements.define('parley-rooms', Rooms);
