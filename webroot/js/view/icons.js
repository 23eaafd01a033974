import { html } from 'lit';

// A path inside an svg must be parsed as svg, so each icon is a whole template.
export const back = html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d="M12.5 4 6.5 10l6 6" /></svg>`;
export const people = html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><circle cx="8" cy="7" r="3" /><path d="M2.5 16.5c.6-3 2.7-4.5 5.5-4.500s4.9 1.5 5.5 4.500M13 4.300a3 3 0 0 1 0 5.400M15 12.300c1.4.7 2.2 2 2.5 4.2" /></svg>`;
export const plus = html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d="M10 4v12M4 10h12" /></svg>`;
export const search = html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><circle cx="9" cy="9" r="5" /><path d="m13 13 4 4" /></svg>`;
export const send = html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d="M3.5 10 16.5 4l-4 12.5-3-5.500zM9.5 11l3.5-3.5" /></svg>`;
export const down = html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d="M10 4v11M5 10.500l5 5 5-5" /></svg>`;
export const close = html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d="m5 5 10 10M15 5 5 15" /></svg>`;
export const pending = html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="7" /><path d="M10 6v4l2.5 2" /></svg>`;
export const leave = html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d="M8 4H4v12h4M8.5 10H17M14 7l3 3-3 3" /></svg>`;
