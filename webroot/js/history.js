/** Messages per second over the last two minutes, and where leaders changed. Pure functions. */

export const SPAN_MS = 120_000;

/**
 * @typedef {{at: number, rate: number}} Point
 */

/** Takes in a report; points older than the span go. The whole cluster says what any node hears: the largest number counts. */
export function withReport(points, { now, nodes }) {
  const rates = nodes.map((node) => node.messagesPerSecond).filter((rate) => rate !== undefined);
  const point = { at: now, rate: rates.length === 0 ? 0 : Math.max(...rates) };
  return [...points.filter(({ at }) => now - at < SPAN_MS && at < now), point];
}

/** A top for the scale that is easy to read: 1, 2 or 5 times a power of ten, never below the largest. */
export function scaleTop(points) {
  const largest = Math.max(1, ...points.map(({ rate }) => rate));
  const power = 10 ** Math.floor(Math.log10(largest));
  return [1, 2, 5, 10].map((factor) => factor * power).find((top) => top >= largest);
}

/** Points as coordinates of a polyline, the newest at the right end. */
export function polyline(points, now, { width, height }) {
  const top = scaleTop(points);
  return points
    .map(({ at, rate }) => `${round(width - ((now - at) / SPAN_MS) * width)},${round(height - (rate / top) * height)}`)
    .join(' ');
}

/** Where along the chart something happened; null: longer ago. */
export function place(at, now, width) {
  const age = now - at;
  return age >= SPAN_MS || age < 0 ? null : round(width - (age / SPAN_MS) * width);
}

/** The chart in a sentence. */
export function summary(points, changes) {
  if (points.length === 0) return 'Nothing measured yet.';
  const rates = points.map(({ rate }) => rate);
  const marks = changes === 1 ? '1 change of leaders' : `${changes} changes of leaders`;
  return `Messages per second: ${rates.at(-1)} now, at most ${Math.max(...rates)}, ${marks} in the last two minutes.`;
}

function round(number) {
  return Math.round(number * 10) / 10;
}
