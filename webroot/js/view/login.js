import { html, nothing } from 'lit';
import { NAME_LIMIT, cleanName } from '../protocol.js';
import { View } from './element.js';

/** The first page: who are you? */
class Login extends View {
  static properties = { error: { state: true } };

  constructor() {
    super();
    this.error = null;
  }

  render() {
    return html`
      <main class="login">
        <form @submit=${this.#submit}>
          <img class="login-logo" src="/favicon.svg" alt="" width="64" height="64" />
          <h1>Parley</h1>
          <p>A name is all you need.</p>
          <label for="name">Your name</label>
          <input id="name" name="name" maxlength=${NAME_LIMIT} autocomplete="nickname" spellcheck="false" required autofocus
            aria-describedby=${this.error ? 'name-error' : nothing} />
          ${this.error ? html`<p id="name-error" class="field-error" role="alert">${this.error}</p>` : nothing}
          <button class="primary">Come in</button>
        </form>
      </main>
    `;
  }

  firstUpdated() {
    this.querySelector('#name').focus();
  }

  #submit(event) {
    event.preventDefault();
    const name = cleanName(new FormData(event.target).get('name'));
    if (name === '') {
      this.error = 'Please write a name.';
    } else {
      this.emit('parley-name', name);
    }
  }
}

customElements.define('parley-login', Login);
