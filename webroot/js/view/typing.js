import { html } from 'lit';

const names = new Intl.ListFormat(undefined, { type: 'conjunction' });

/** The line under the list; it keeps its height, so that nothing jumps when somebody starts to type. */
export function typingLine(room) {
  const who = [...room.typing.values()].map(({ name }) => name);
  const text =
    who.length === 0 ? '' : who.length > 3 ? 'Several people are typing' : `${names.format(who)} ${who.length === 1 ? 'is' : 'are'} typing`;
  return html`<p class="typing ${text ? 'on' : ''}" aria-live="off"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span><span class="typing-text">${text}</span></p>`;
}
