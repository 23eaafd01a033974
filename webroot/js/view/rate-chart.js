import { html, nothing, svg } from 'lit';
import { place, polyline, scaleTop, summary } from '../history.js';
import { View } from './element.js';

/** The line is drawn in these units and stretched to whatever room there is; nothing with letters is. */
const SIZE = { width: 600, height: 90 };

/** Messages per second over the last two minutes; each change of leaders is a mark with a number that the table below has too. */
class RateChart extends View {
  static properties = { points: { attribute: false }, changes: { attribute: false }, now: { attribute: false } };

  render() {
    const { points, now } = this;
    const marks = this.changes
      .map((change, i) => ({ number: i + 1, x: place(change.at, now, SIZE.width) }))
      .filter(({ x }) => x !== null);
    const text = summary(points, marks.length);
    return html`
      <figure class="chart">
        <figcaption>${text}</figcaption>
        <p class="scale" aria-hidden="true">${scaleTop(points)}/s</p>
        <svg role="img" aria-label=${text}>
          <line class="axis" x1="0" x2="100%" y1="100%" y2="100%"></line>
          <line class="axis" x1="0" x2="100%" y1="0" y2="0"></line>
          <svg viewBox="0 0 ${SIZE.width} ${SIZE.height}" preserveAspectRatio="none" role="presentation">
            ${points.length > 1 ? svg`<polyline class="rate" points=${polyline(points, now, SIZE)}></polyline>` : nothing}
          </svg>
          ${marks.map(({ number, x }) => svg`
            <line class="mark" x1=${percent(x)} x2=${percent(x)} y1="0" y2="100%"></line>
            <text class="mark-number" x=${percent(x)} dx=${x > SIZE.width * 0.95 ? -4 : 4} text-anchor=${x > SIZE.width * 0.95 ? 'end' : 'start'}
              y=${14 * (1 + ((number - 1) % 3))}>${number}</text>`)}
        </svg>
        <p class="span" aria-hidden="true"><span>2 min ago</span><span>now</span></p>
      </figure>
    `;
  }
}

function percent(x) {
  return `${(x / SIZE.width) * 100}%`;
}

customElements.define('parley-rate', RateChart);
