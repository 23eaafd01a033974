import { html, nothing } from 'lit';
import { View } from './element.js';
import * as icons from './icons.js';

const COUNT_FROM = 0.8;

/** Where one writes. It is never disabled: without a connection messages wait in the outbox. */
class Composer extends View {
  static properties = {
    room: { attribute: false },
    limit: { attribute: false },
    error: { state: true },
    length: { state: true },
  };

  #shown = null;
  #isEdited = false;

  constructor() {
    super();
    this.error = null;
    this.length = 0;
  }

  get field() {
    return this.querySelector('textarea');
  }

  render() {
    const isLong = this.length > this.limit * COUNT_FROM;
    return html`
      <form class="composer" @submit=${this.#submit}>
        <label class="visually-hidden" for="text">Message to ${this.room.name}</label>
        <textarea id="text" rows="1" placeholder="Message ${this.room.name}" enterkeyhint="send" autocomplete="off"
          aria-describedby=${this.error ? 'composer-error' : nothing}
          @input=${this.#input} @keydown=${this.#key}></textarea>
        ${isLong ? html`<span class="count ${this.length > this.limit ? 'over' : ''}">${this.length} / ${this.limit}</span>` : nothing}
        <button class="send" aria-label="Send">${icons.send}</button>
      </form>
      ${this.error ? html`<p id="composer-error" class="field-error" role="alert">${this.error}</p>` : nothing}
    `;
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener('resize', this.#fit);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('resize', this.#fit);
  }

  updated() {
    if (this.#shown === this.room.id) return;
    this.#shown = this.room.id;
    this.emit('parley-draft-wanted', this);
    if (matchMedia('(hover: hover)').matches) this.field.focus();
  }

  /** Shows a text as if it had been typed long ago. */
  show(text) {
    this.field.value = text;
    this.#isEdited = false;
    this.error = null;
    this.#fit();
  }

  /** Shows what was written in another tab, unless one has written here since. */
  catchUp(text) {
    if (!this.#isEdited && this.field.value !== text) this.show(text);
  }

  /** What the chat said to the text: null means that it was taken. */
  answered(error) {
    if (error === null) this.show('');
    this.error = error;
  }

  #input() {
    this.#isEdited = true;
    this.error = null;
    this.#fit();
    this.emit('parley-typed', { room: this.room.id, text: this.field.value });
  }

  #fit = () => {
    const { field } = this;
    this.length = field.value.length;
    field.style.height = 'auto'; // through the CSSOM, which the policy allows
    field.style.height = `${field.scrollHeight}px`;
  };

  #key(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#say();
  }

  #submit(event) {
    event.preventDefault();
    this.#say();
    this.field.focus();
  }

  #say() {
    if (this.field.value.trim() !== '') this.emit('parley-say', { room: this.room.id, text: this.field.value, composer: this });
  }
}

customElements.define('parley-composer', Composer);
