import { html, nothing } from 'lit';
import { counted } from '../format.js';
import { NAME_LIMIT, ROOM_NAME_LIMIT, cleanName } from '../protocol.js';
import { withCode } from '../wording.js';
import { View } from './element.js';

/** A dialog with one field: what is asked for may fail, and then the dialog says why and stays. */
class FieldDialog extends View {
  static properties = { error: { state: true }, busy: { state: true } };

  constructor() {
    super();
    this.error = null;
    this.busy = false;
  }

  /** @param {string} value what stands in the field at first */
  open(value = '') {
    this.error = null;
    this.field.value = value;
    this.dialog.showModal();
    this.field.select();
  }

  close() {
    this.dialog.close();
  }

  get dialog() {
    return this.querySelector('dialog');
  }

  get field() {
    return this.querySelector('input');
  }

  /** @param {{title: string, label: string, limit: number, verb: string, more?: unknown}} words */
  form({ title, label, limit, verb, more = nothing }) {
    const id = this.localName;
    return html`
      <dialog class="form-dialog" aria-labelledby="${id}-title">
        <form @submit=${this.submitted}>
          <h2 id="${id}-title">${title}</h2>
          <label for="${id}-field">${label}</label>
          <input id="${id}-field" maxlength=${limit} autocomplete="off" required aria-describedby=${this.error ? `${id}-error` : nothing} />
          ${this.error ? html`<p id="${id}-error" class="field-error" role="alert">${this.error}</p>` : nothing}
          ${more}
          <div class="buttons">
            <button type="button" @click=${this.close}>Cancel</button>
            <button class="primary" aria-disabled=${this.busy}>${verb}</button>
          </div>
        </form>
      </dialog>
    `;
  }

  async submitted(event) {
    event.preventDefault();
    const value = cleanName(this.field.value);
    if (this.busy || value === '') return;
    this.busy = true;
    this.error = null;
    try {
      await this.act(value);
      this.close();
    } catch (error) {
      this.error = withCode(error.message, error.code);
    } finally {
      this.busy = false;
    }
  }
}

class NewRoom extends FieldDialog {
  /** @type {(name: string) => Promise<unknown>} */
  create = null;

  act(name) {
    return this.create(name);
  }

  render() {
    return this.form({ title: 'New room', label: 'Name of the room', limit: ROOM_NAME_LIMIT, verb: 'Make it' });
  }
}

class Me extends FieldDialog {
  static properties = { unsent: { state: true } };

  constructor() {
    super();
    this.unsent = 0;
  }

  /** @param {number} unsent how many messages would be lost if one were forgotten */
  open(name, unsent) {
    this.unsent = unsent;
    super.open(name);
  }

  async act(name) {
    this.emit('parley-name', name);
  }

  render() {
    const more = html`<p class="hint">Messages that you have sent keep the name that they were sent with.</p>
      <button type="button" class="danger" @click=${() => this.#question.showModal()}>Forget me on this browser</button>`;
    return html`${this.form({ title: 'You', label: 'Your name', limit: NAME_LIMIT, verb: 'Save', more })}${this.#forgetting()}`;
  }

  get #question() {
    return this.querySelector('#forget');
  }

  #forgetting() {
    return html`
      <dialog id="forget" class="form-dialog" aria-labelledby="forget-title" aria-describedby="forget-text">
        <h2 id="forget-title">Forget you on this browser?</h2>
        <div id="forget-text">
          ${this.unsent > 0 ? html`<p class="field-error">${counted(this.unsent, 'message')} not sent yet will be lost.</p>` : nothing}
          <p>Drafts and what was read go too, in all tabs. Nobody can be this person again, under whatever name.</p>
        </div>
        <div class="buttons">
          <button type="button" @click=${() => this.#question.close()}>Cancel</button>
          <button type="button" class="danger" @click=${() => this.emit('parley-forget')}>Forget me</button>
        </div>
      </dialog>
    `;
  }
}

customElements.define('parley-new-room-dialog', NewRoom);
customElements.define('parley-me-dialog', Me);
