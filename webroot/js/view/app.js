import { html, nothing } from 'lit';
import { roomLists, unreadOf } from '../store.js';
import { Phase } from '../phase.js';
import { counted } from '../format.js';
import { View } from './element.js';
import { typingLine } from './typing.js';
import * as icons from './icons.js';
import './banner.js';
import './composer.js';
import './connection-panel.js';
import './dialogs.js';
import './messages.js';
import './people.js';
import './rooms.js';
import './switcher.js';

/** The whole page once one has a name: three panes, of which a phone shows one. */
class App extends View {
  static properties = { chat: { attribute: false }, pane: { state: true }, showsPeople: { state: true } };

  constructor() {
    super();
    this.pane = 'chat';
    this.showsPeople = true;
  }
  #wanted = null;
  /** The room that the address names. */
  #addressed = null;
  #drafts = (room) => this.chat.hasDraft(room);

  connectedCallback() {
    super.connectedCallback();
    addEventListener('keydown', this.#key);
    addEventListener('hashchange', this.#followAddress);
    for (const type of ['focus', 'blur']) addEventListener(type, this.#attention);
    document.addEventListener('visibilitychange', this.#attention);
    for (const [type, act] of Object.entries(this.#acts)) this.addEventListener(type, ({ detail }) => act(detail));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('keydown', this.#key);
    removeEventListener('hashchange', this.#followAddress);
    for (const type of ['focus', 'blur']) removeEventListener(type, this.#attention);
    document.removeEventListener('visibilitychange', this.#attention);
  }

  // ---- what the parts ask for

  #acts = {
    'parley-pick': (id) => this.#open(id),
    'parley-switch': () => this.querySelector('parley-switcher').open(),
    'parley-new-room': (name) => this.querySelector('parley-new-room-dialog').open(name ?? ''),
    'parley-me': () => this.querySelector('parley-me-dialog').open(this.chat.state.me.name, this.chat.outbox.unsent),
    'parley-pane': (pane) => (this.pane = pane),
    'parley-probe': () => this.chat.probe(),
    'parley-try-now': () => this.chat.tryNow(),
    'parley-older': (room) => this.chat.loadOlder(room),
    'parley-seen': ({ room, seq }) => isAttentive() && this.chat.markRead(room, seq),
    'parley-draft-wanted': (composer) => composer.show(this.chat.draft(composer.room.id)),
    'parley-typed': ({ room, text }) => {
      this.chat.saveDraft(room, text);
      if (text.trim() !== '') this.chat.typing(room);
    },
    'parley-say': ({ room, text, composer }) => this.#say(room, text, composer),
    'parley-failed': ({ action, id }) => this.#failed(action, id),
  };

  #open(id) {
    this.chat.openRoom(id);
    this.pane = 'chat';
    const address = `#/rooms/${id}`;
    if (location.hash !== address) history.pushState(null, '', address);
    this.#addressed = id;
  }

  #say(room, text, composer) {
    const { error } = this.chat.say(room, text);
    if (error === null) {
      this.chat.saveDraft(room, '');
      this.querySelector('parley-messages')?.toEnd();
    }
    composer.answered(error);
  }

  #failed(action, id) {
    if (action === 'retry') {
      this.chat.retry(id);
      return;
    }
    const item = this.chat.outbox.get(id);
    if (action === 'edit' && item) {
      const text = [item.text, this.chat.draft(item.room)].filter(Boolean).join('\n');
      this.chat.saveDraft(item.room, text);
      const composer = this.querySelector('parley-composer');
      composer.show(text);
      composer.field.focus();
    }
    this.chat.outbox.discard(id);
  }

  /** Another tab changed a draft. The field shows it unless one is writing in it: in a tab behind, its field is "active" as well. */
  draftChanged(room) {
    const composer = this.querySelector('parley-composer');
    const isWriting = document.hasFocus() && composer?.contains(document.activeElement);
    if (composer?.room.id === room && !isWriting) composer.show(this.chat.draft(room));
  }

  // ---- keys, address, attention

  #key = (event) => {
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && !event.shiftKey && event.key.toLowerCase() === 'k') {
      this.querySelector('parley-switcher').open();
    } else if (event.altKey && !isCommand && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      this.#step(event.key === 'ArrowUp' ? -1 : 1, event.shiftKey);
    } else if (event.key === 'Escape' && !document.querySelector('dialog[open], [popover]:popover-open')) {
      this.#escape();
    } else {
      return;
    }
    event.preventDefault();
  };

  /** Alt+Up and Alt+Down: the room above or below; with Shift the next one with news. */
  #step(by, onlyUnread) {
    const { state } = this.chat;
    const { mine } = roomLists(state);
    const at = mine.findIndex((room) => room.id === state.open);
    for (let i = 1; i <= mine.length; i++) {
      const room = mine[(at + by * i + mine.length * i) % mine.length];
      if (!onlyUnread || unreadOf(state, room) > 0) {
        this.#open(room.id);
        return;
      }
    }
  }

  /** Esc: to the newest message and back to writing. */
  #escape() {
    this.querySelector('parley-messages')?.toEnd();
    this.pane = 'chat';
    this.querySelector('parley-composer')?.field.focus();
  }

  #followAddress = () => {
    const id = /^#\/rooms\/(.+)$/.exec(location.hash)?.[1];
    this.#wanted = id ?? null;
    if (!id) this.pane = 'rooms';
    this.#openWanted();
  };

  /** A link to a room may be followed before the rooms are known. */
  #openWanted() {
    const id = this.#wanted;
    if (id === null || !this.chat.state.rooms.has(id)) return;
    this.#wanted = null;
    this.#open(id);
  }

  /** A room that was left must not stand in the address: a reload would go back into it. */
  #correctAddress() {
    const { open } = this.chat.state;
    if (this.#addressed === null || this.#addressed === open || this.#wanted !== null) return;
    if (location.hash === `#/rooms/${this.#addressed}`) history.replaceState(null, '', `#/rooms/${open}`);
    this.#addressed = open;
  }

  #attention = () => {
    const { state } = this.chat;
    const composer = this.querySelector('parley-composer');
    if (document.hasFocus() && composer) composer.catchUp(this.chat.draft(composer.room.id));
    if (state.open === null) return;
    if (isAttentive()) this.querySelector('parley-messages')?.reportSeen();
    else if (unreadOf(state, state.rooms.get(state.open)) === 0) this.chat.undivide(state.open);
  };

  // ---- drawing

  render() {
    const { state } = this.chat;
    const room = state.rooms.get(state.open);
    return html`
      <main class="app ${this.showsPeople ? 'with-people' : ''}" data-pane=${room ? this.pane : 'rooms'}>
        <nav class="sidebar" aria-label="Rooms"><parley-rooms .state=${state} .drafts=${this.#drafts} .failures=${this.#failures()}></parley-rooms></nav>
        <section class="chat" aria-label=${room?.name ?? 'Room'}>${room ? this.#room(state, room) : this.#noRoom(state)}</section>
        <section class="people" aria-label="People">
          ${room ? html`<parley-people .room=${room} .me=${state.me}></parley-people>` : nothing}
        </section>
      </main>
      <parley-switcher .state=${state}></parley-switcher>
      <parley-new-room-dialog .create=${(name) => this.#create(name)}></parley-new-room-dialog>
      <parley-me-dialog></parley-me-dialog>
      <parley-connection .link=${state.link} .nodes=${state.nodes}></parley-connection>
    `;
  }

  /** The rooms with messages that the server would not have: as one string, so that the list is drawn anew only when it changes. */
  #failures() {
    const failed = this.chat.outbox.items.filter((item) => item.error !== null);
    return [...new Set(failed.map((item) => item.room))].join(' ');
  }

  #noRoom(state) {
    return html`
      <div class="stage"><parley-banner .link=${state.link}></parley-banner></div>
      <p class="empty">Looking for rooms…</p>`;
  }

  async #create(name) {
    this.#open(await this.chat.createRoom(name));
  }

  #room(state, room) {
    return html`
      <header class="room-head">
        <button class="quiet narrow-only" aria-label="All rooms" @click=${() => (location.hash = '#/')}>${icons.back}</button>
        <h2><span class="hash" aria-hidden="true">#</span>${room.name}</h2>
        <button class="quiet" title="Leave this room" aria-label="Leave room" ?hidden=${state.mine.length < 2}
          @click=${() => this.chat.leaveRoom(room.id)}>${icons.leave}</button>
        <button class="quiet people-button" aria-pressed=${this.showsPeople}
          aria-label="People: ${counted(room.count, 'person', 'people')} here" @click=${this.#togglePeople}>${icons.people}<span>${room.count}</span></button>
      </header>
      <div class="stage">
        <parley-banner .link=${state.link}></parley-banner>
        ${room.missing
          ? html`<p class="empty">This room is not there any more.</p>`
          : html`<parley-messages .room=${room} .me=${state.me} .unread=${unreadOf(state, room)}
              .waiting=${this.chat.outbox.items.filter((item) => item.room === room.id)}
              .skew=${state.skew} .online=${state.link?.phase === Phase.ONLINE}></parley-messages>`}
      </div>
      ${typingLine(room)}
      <parley-composer .room=${room} .limit=${state.limits.text}></parley-composer>
    `;
  }

  #togglePeople() {
    if (matchMedia('(max-width: 899px)').matches) this.pane = 'people';
    else this.showsPeople = !this.showsPeople;
  }

  updated() {
    this.#openWanted();
    this.#correctAddress();
    const { state } = this.chat;
    const unread = roomLists(state).mine.reduce((sum, room) => sum + unreadOf(state, room), 0);
    const room = state.rooms.get(state.open);
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${room ? `${room.name} · ` : ''}Parley`;
  }

  firstUpdated() {
    if (location.hash !== '') this.#followAddress();
  }
}

/** Whether the reader can be taken to read what is on the screen. */
export function isAttentive() {
  return document.visibilityState === 'visible' && document.hasFocus();
}

customElements.define('parley-app', App);
