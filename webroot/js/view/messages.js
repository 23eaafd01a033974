import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { MESSAGE } from '../protocol.js';
import { firstSeq, lastSeq, slice } from '../roomlog.js';
import { rowsOf } from '../rows.js';
import { counted } from '../format.js';
import * as spans from '../span.js';
import { View } from './element.js';
import { rowOf } from './message-row.js';
import * as icons from './icons.js';

const AT_END_PX = 8;
const AHEAD_PX = 600; // see span.js

/**
 * The messages of one room: a window of rows with its own scroll anchoring.
 *
 * Invariant: an update never moves what the reader looks at. At the end it stays at the end; elsewhere the first visible
 * text keeps its place on the screen to a fraction of a pixel, whatever is put in or taken out around it.
 */
class Messages extends View {
  static properties = {
    room: { attribute: false },
    waiting: { attribute: false },
    me: { attribute: false },
    unread: { attribute: false },
    online: { attribute: false },
    skew: { attribute: false },
    follows: { state: true },
    active: { state: true },
  };

  #span = { low: 1, high: null };
  #anchor = null;
  #shown = null;
  /** The last step: no update takes it back, or two could go on in turn for ever. Only the reader turns round. */
  #step = null;
  /** Where we scrolled to ourselves. */
  #placed = null;
  #sizes = new ResizeObserver(() => this.#resized());

  constructor() {
    super();
    /** The reader is at the end and wants to stay there. */
    this.follows = true;
    /** The key of the row that Tab leads to; null: the last one. */
    this.active = null;
  }

  get #scroller() {
    return this.querySelector('.scroller');
  }

  /** On a phone another pane may cover the list. Then all its sizes are 0 and say nothing, and nobody reads it. */
  get #isOnScreen() {
    return this.#scroller.clientHeight > 0;
  }

  get #log() {
    return { first: firstSeq(this.room.log), last: lastSeq(this.room.log) };
  }

  // ---- drawing

  willUpdate() {
    if (this.#shown !== this.room.id) {
      this.#enter();
    } else {
      this.#span = spans.adjusted(this.#span, this.#log, this.follows);
      if (!this.follows && this.#isOnScreen) this.#anchor = this.#findAnchor();
    }
  }

  #enter() {
    this.active = null;
    this.#anchor = null;
    this.#step = null;
    const { divider } = this.room;
    this.#span = spans.atEnd(this.#log);
    this.follows = divider === null;
    if (divider !== null && divider < this.#span.low) this.#span = spans.around(divider, this.#log);
  }

  render() {
    const { log } = this.room;
    const { low, high } = this.#span;
    const rows = rowsOf(slice(log, low, high ?? Infinity), {
      before: slice(log, low - 20, low - 1).findLast((entry) => entry.kind === MESSAGE) ?? null,
      waiting: high === null ? this.waiting : [],
      divider: this.room.divider,
      reordered: this.room.reordered,
      skew: this.skew,
      me: this.me,
    });
    const active = rows.some((row) => row.key === this.active) ? this.active : rows.at(-1)?.key;
    const context = (row) => ({ tabIndex: row.key === active ? 0 : -1, online: this.online, now: Date.now() + this.skew });
    return html`
      <div class="scroller" role="log" aria-live="off" aria-label="Messages" tabindex=${rows.length === 0 ? 0 : -1}
        @scroll=${this.#scrolled} @keydown=${this.#key} @focusin=${this.#focused} @click=${this.#clicked}>
        <div class="rows">
          ${low <= firstSeq(log) ? this.#beginning() : nothing}
          ${repeat(rows, (row) => row.key, (row) => rowOf(row, context(row)))}
        </div>
      </div>
      ${this.follows ? nothing : this.#jump()}
    `;
  }

  #beginning() {
    const { log, name } = this.room;
    if (log.complete) {
      return html`<div class="beginning"><h2>${name}</h2><p>This is where ${name} begins.</p></div>`;
    }
    return html`<div class="beginning loading">${log.next === null ? 'Loading…' : 'Loading older messages…'}</div>`;
  }

  #jump() {
    const label = this.unread > 0 ? counted(this.unread, 'new message') : 'Jump to latest';
    return html`<button class="jump ${this.unread > 0 ? 'news' : ''}" @click=${this.toEnd}>${label}${icons.down}</button>`;
  }

  updated() {
    if (!this.#isOnScreen) return;
    if (this.#shown !== this.room.id) {
      this.#shown = this.room.id;
      this.#placeAtDivider();
    }
    this.#restore();
    this.#extend();
    this.reportSeen();
  }

  firstUpdated() {
    this.#sizes.observe(this.#scroller);
    this.#sizes.observe(this.querySelector('.rows'));
  }

  // ---- keeping the place

  #resized() {
    if (!this.#isOnScreen) return;
    if (this.#shown === this.room.id) this.#restore();
    else this.requestUpdate(); // the room was opened out of sight and has yet to find its place
  }

  /** The first text that is at least partly visible, and where it is. */
  #findAnchor() {
    const top = this.#scroller.getBoundingClientRect().top;
    for (const row of this.querySelectorAll('.message')) {
      const text = row.querySelector('.text').getBoundingClientRect();
      if (text.bottom > top) return { key: row.dataset.key, offset: text.top - top };
    }
    return null;
  }

  #restore() {
    const scroller = this.#scroller;
    if (this.follows) {
      this.#scrollTo(scroller.scrollHeight);
    } else if (this.#anchor) {
      const text = this.querySelector(`.message[data-key="${CSS.escape(this.#anchor.key)}"] .text`);
      if (!text) return;
      const offset = text.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
      if (Math.abs(offset - this.#anchor.offset) > 0.1) this.#scrollTo(scroller.scrollTop + offset - this.#anchor.offset);
    }
  }

  #placeAtDivider() {
    const line = this.querySelector('.row.new');
    if (!line) {
      this.follows = this.#span.high === null;
      return;
    }
    const scroller = this.#scroller;
    this.#scrollTo(line.offsetTop - scroller.clientHeight / 4);
    this.follows = this.#isAtEnd();
    this.#anchor = this.#findAnchor();
  }

  #scrollTo(top) {
    this.#scroller.scrollTop = top;
    this.#placed = this.#scroller.scrollTop;
  }

  #isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return this.#span.high === null && scrollHeight - scrollTop - clientHeight <= AT_END_PX;
  }

  #scrolled() {
    if (!this.#isOnScreen) return;
    if (this.#scroller.scrollTop !== this.#placed) this.#step = null;
    this.follows = this.#isAtEnd();
    this.#anchor = this.follows ? null : this.#findAnchor();
    this.#extend();
    this.reportSeen();
  }

  /** Puts rows in before the reader gets to the edge of the window. */
  #extend() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    if (scrollTop < AHEAD_PX) {
      const isStepping = !this.follows && this.#take(spans.older); // at the end the window is the newest rows and no others
      if (this.#span.low <= this.#log.first && !this.room.log.complete) this.emit('parley-older', this.room.id);
      if (isStepping) return;
    }
    if (scrollHeight - scrollTop - clientHeight < AHEAD_PX) this.#take(spans.newer);
  }

  /** Takes a step in one direction, if there is something and it does not undo the step before. */
  #take(direction) {
    const span = direction(this.#span, this.#log);
    const isSame = span.low === this.#span.low && span.high === this.#span.high;
    if (isSame || (this.#step !== null && this.#step !== direction)) return false;
    this.#step = direction;
    this.#span = span;
    this.requestUpdate();
    return true;
  }

  /** Tells how far down the reader has seen. */
  reportSeen() {
    if (this.room.log.next === null || !this.#isOnScreen) return;
    const bottom = this.#scroller.getBoundingClientRect().bottom;
    const visible = [...this.querySelectorAll('.message[data-seq]')].findLast(
      (row) => row.getBoundingClientRect().top < bottom - AT_END_PX,
    );
    const seq = this.follows ? lastSeq(this.room.log) : Number(visible?.dataset.seq ?? 0);
    if (seq > 0) this.emit('parley-seen', { room: this.room.id, seq });
  }

  /** Goes to the newest message. */
  toEnd() {
    this.#span = spans.atEnd(this.#log);
    this.#step = null;
    this.follows = true;
    this.requestUpdate();
  }

  // ---- keys and clicks

  #focused(event) {
    this.active = event.target.closest('.row')?.dataset.key ?? null;
  }

  #key(event) {
    const rows = [...this.querySelectorAll('.message')];
    const at = rows.indexOf(event.target.closest('.message'));
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[event.key];
    if (at < 0 || to === undefined || event.altKey || event.ctrlKey) return;
    event.preventDefault();
    rows[to]?.focus({ preventScroll: false });
  }

  #clicked(event) {
    const button = event.target.closest('button[data-action]');
    if (button) this.emit('parley-failed', { action: button.dataset.action, id: button.dataset.id });
  }
}

customElements.define('parley-messages', Messages);
