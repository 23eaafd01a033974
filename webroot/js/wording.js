/** How refusals are worded. */

/**
 * What the server said, with its number: that is what one can look up, search for in logs, and tell an operator.
 *
 * @param {string} message
 * @param {number | null | undefined} code 0 or nothing when no server said it
 */
export function withCode(message, code) {
  return code ? `${message} (error ${code})` : message;
}
