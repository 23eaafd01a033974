import { html, nothing, svg } from 'lit';
import { place, polyline, scaleTop, summary } from '../history.js';
import { View } from './element.js';

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
        <svg viewBox="0 0 ${SIZE.width} ${SIZE.height + 16}" role="img" aria-label=${text}>
          <line class="axis" x1="0" x2=${SIZE.width} y1=${SIZE.height} y2=${SIZE.height}></line>
          <line class="axis" x1="0" x2=${SIZE.width} y1="0.5" y2="0.5"></line>
          ${points.length > 1 ? svg`<polyline class="rate" points=${polyline(points, now, SIZE)}></polyline>` : nothing}
          ${marks.map(({ number, x }) => svg`
            <line class="mark" x1=${x} x2=${x} y1="0" y2=${SIZE.height}></line>
            <text class="mark-number" x=${Math.min(x + 3, SIZE.width - 10)} y=${12 * (1 + ((number - 1) % 3))}>${number}</text>`)}
          <text x="0" y=${SIZE.height + 13}>2 min ago</text>
          <text x=${SIZE.width} y=${SIZE.height + 13} text-anchor="end">now</text>
          <text x="0" y="12">${scaleTop(points)}/s</text>
        </svg>
      </figure>
    `;
  }
}

customElements.define('parley-rate', RateChart);
