/** The page begins: who is here, and then the chat. The only module that touches both the library and the document at large. */

import { Chat } from './chat.js';
import { Storage } from './storage.js';
import { Tabs } from './tabs.js';
import { answersHttp, openSocket } from './socket.js';
import { secret } from './ulid.js';
import { announce, tell } from './announce.js';
import { faultOf } from './outbox.js';
import { isAttentive } from './view/app.js';
import './view/login.js';

const shared = new Storage('parley.');
const place = document.getElementById('page');
const news = document.getElementById('news');

let chat = null;
/** Who is here in this tab; another tab may have changed or forgotten that since. */
let user = null;

function showLogin() {
  place.replaceChildren(document.createElement('parley-login'));
}

/** @param {{name: string, token: string, key: string}} me `key` names this user's part of the storage */
function enter(me) {
  user = me;
  const own = shared.below(`${me.key}.`);
  const app = document.createElement('parley-app');
  const tabs = new Tabs(`parley.${me.key}`, () => chat?.adoptOrphans());
  chat = new Chat(me, {
    own,
    shared,
    tabs,
    page: location,
    open: openSocket,
    answersHttp,
    onChange: () => app.requestUpdate(),
    onArrival: (room, entries) => arrived(room, entries),
    onFailed: (item) => tell(news, `Not sent in ${chat.state.rooms.get(item.room)?.name}: ${faultOf(item)}`),
  });
  app.chat = chat;
  own.watch((key, value) => {
    if (key.startsWith('draft.')) app.draftChanged(key.slice('draft.'.length));
    else chat?.wroteElsewhere(key, value);
  });
  place.replaceChildren(app);
  chat.start();
}

function arrived(room, entries) {
  if (room.id !== chat.state.open) return;
  if (!isAttentive()) chat.divide(room.id);
  announce(news, entries.filter(({ kind }) => kind === 'message'));
}

place.addEventListener('parley-name', ({ detail: name }) => {
  const known = shared.get('me');
  if (chat && known?.key !== user.key) {
    begin(); // another tab has forgotten us: the name must not become somebody new with our old session
    return;
  }
  const me = known ? { ...known, name } : { name, token: secret(), key: secret() };
  shared.set('me', me);
  become(me);
});

place.addEventListener('parley-forget', () => {
  if (shared.get('me')?.key === user.key) shared.remove('me');
  begin();
});

shared.watch((key, me) => {
  if (key !== 'me') return;
  if (user && me?.key !== user.key) begin();
  else if (me) become(me);
});

function become(me) {
  if (!chat) enter(me);
  else if (me.name !== user.name) chat.rename(me.name);
  user = me;
}

/** Nothing of the user of this tab stays, nor what the tab wrote after another one had cleared it. */
function begin() {
  chat.stop();
  chat = null;
  shared.below(`${user.key}.`).clear();
  history.replaceState(null, '', '/');
  location.reload();
}

addEventListener('online', () => chat?.probe());
addEventListener('offline', () => chat?.probe());
addEventListener('pageshow', (event) => event.persisted && chat?.probe());
addEventListener('pagehide', () => chat?.save());
document.addEventListener('visibilitychange', () => (document.visibilityState === 'visible' ? chat?.probe() : chat?.save()));

const me = shared.get('me');
if (me) enter(me);
else showLogin();
