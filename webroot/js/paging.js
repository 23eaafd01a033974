/** Fetching what was said before. */

import { Say } from './protocol.js';
import * as roomlog from './roomlog.js';
import * as store from './store.js';

const PAGE = 100;
const AGAIN_MS = 1000;

/**
 * Fetches the page before the oldest entry of a room, unless that is under way or there is none.
 *
 * @param {string} id
 * @param {{state: () => store.State, become: (state: store.State) => void}} hold
 * @param {(frame: object) => Promise<object>} ask
 */
export async function loadOlder(id, hold, ask) {
  const room = hold.state().rooms.get(id);
  if (!room || room.loading || room.log.complete || room.log.entries.length === 0) return;
  const setLoading = (loading) => hold.become(store.withRoom(hold.state(), id, (old) => ({ ...old, loading })));
  setLoading(true);
  try {
    hold.become(store.paged(hold.state(), await ask({ t: Say.HISTORY, room: id, before: roomlog.firstSeq(room.log), limit: PAGE })));
  } catch {
    setTimeout(() => setLoading(false), AGAIN_MS); // then the view asks again if it still needs it
  }
}
