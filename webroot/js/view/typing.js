import { html } from 'lit';

const NAMES = new Intl.ListFormat(undefined, { type: 'conjunction' });
const MOST = 3;

/** The line under the list; it keeps its height, so that nothing jumps when somebody starts to type. */
export function typingLine(room) {
  const text = textFor([...room.typing.values()].map(({ name }) => name));
  return html`
    <p class="typing ${text ? 'on' : ''}" aria-live="off">
      <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span><span class="typing-text">${text}</span>
    </p>`;
}

function textFor(names) {
  if (names.length === 0) return '';
  if (names.length > MOST) return 'Several people are typing';
  return `${NAMES.format(names)} ${names.length === 1 ? 'is' : 'are'} typing`;
}
