/** Which part of a long list is in the document. Pure functions over numbers. */

/**
 * What stays after a step must be higher than the screen with what is kept ready on both sides of it; otherwise the step up asks for the
 * step down, and so on. The lowest row has 24 px: 300 of them are enough for 6,000 px and 600 on either side.
 */
const MOST = 360;
const STEP = 60;

/**
 * `low` and `high` are the first and last `seq` in the document. `high` null: it follows the end.
 * @typedef {{low: number, high: number | null}} Span
 */

/** The newest rows, and whatever comes. @returns {Span} */
export function atEnd(log) {
  return { low: Math.max(log.first, log.last - MOST + 1), high: null };
}

/** Rows around one. @returns {Span} */
export function around(seq, log) {
  const low = Math.max(log.first, seq - STEP);
  return closed({ low, high: low + MOST - 1 }, log);
}

/** One step towards older rows. @returns {Span} the same value if there are none here */
export function older(span, log) {
  const low = Math.max(log.first, span.low - STEP);
  if (low >= span.low) return span;
  return closed({ low, high: Math.min(span.high ?? log.last, low + MOST - 1) }, log);
}

/** One step towards newer rows. @returns {Span} */
export function newer(span, log) {
  if (span.high === null) return span;
  const high = Math.min(log.last, span.high + STEP);
  return closed({ low: Math.max(span.low, high - MOST + 1), high }, log);
}

/** New entries came, or old ones were forgotten. `follows`: the reader is at the end. @returns {Span} */
export function adjusted(span, log, follows) {
  if (span.high === null && follows) return atEnd(log);
  if (span.high === null && log.last - span.low >= 2 * MOST) return { low: Math.max(span.low, log.first), high: span.low + MOST - 1 };
  if (span.low < log.first || span.low > log.last + 1) return atEnd(log);
  return span;
}

function closed(span, log) {
  return span.high >= log.last ? { low: span.low, high: null } : span;
}
