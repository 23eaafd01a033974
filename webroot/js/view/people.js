import { html, nothing } from 'lit';
import { counted } from '../format.js';
import { View } from './element.js';
import { avatar } from './avatar.js';
import * as icons from './icons.js';

/** Who is in the room. */
class People extends View {
  static properties = { room: { attribute: false }, me: { attribute: false } };

  render() {
    const { people, count } = this.room;
    const sorted = [...people].sort(([, a], [, b]) => a.localeCompare(b));
    const unnamed = count - people.size;
    return html`
      <header>
        <h2 id="people-title">${counted(count, 'person', 'people')} here</h2>
        <button class="quiet narrow-only" aria-label="Back to messages" @click=${() => this.emit('parley-pane', 'chat')}>${icons.close}</button>
      </header>
      <ul aria-labelledby="people-title" tabindex="0">
        ${sorted.map(([id, name]) => html`
          <li>${avatar(id, name)}<span class="person">${name}</span>${id === this.me.id ? html`<span class="you">you</span>` : nothing}</li>`)}
        ${unnamed > 0 ? html`<li class="more-people">and ${unnamed} more</li>` : nothing}
      </ul>
    `;
  }
}

customElements.define('parley-people', People);
