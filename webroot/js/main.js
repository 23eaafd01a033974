/** The page begins: who is here, and then the chat. The only module that touches both the library and the document at large. */

import { Chat } from './chat.js';
import { Storage } from './storage.js';
import { Tabs } from './tabs.js';
import { answersHttp, openSocket } from './socket.js';
import { secret } from './ulid.js';
import { announce } from './announce.js';
import { isAttentive } from './view/app.js';
import './view/login.js';

const shared = new Storage('parley.');
const place = document.getElementById('page');
const news = document.getElementById('news');

let chat = null;

function showLogin() {
  place.replaceChildren(document.createElement('parley-login'));
}

/** @param {{name: string, token: string, key: string}} me `key` names this user's part of the storage */
function enter(me) {
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
  });
  app.chat = chat;
  own.watch((key) => key.startsWith('draft.') && app.draftChanged(key.slice('draft.'.length)));
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
  const me = known ? { ...known, name } : { name, token: secret(), key: secret() };
  shared.set('me', me);
  if (chat) chat.rename(name);
  else enter(me);
});

place.addEventListener('parley-forget', () => {
  const { key } = shared.get('me');
  chat.stop();
  chat = null;
  shared.below(`${key}.`).clear();
  shared.remove('me');
  history.replaceState(null, '', '/');
  location.reload();
});

addEventListener('online', () => chat?.probe());
addEventListener('offline', () => chat?.probe());
addEventListener('pageshow', (event) => event.persisted && chat?.probe());
addEventListener('pagehide', () => chat?.save());
document.addEventListener('visibilitychange', () => (document.visibilityState === 'visible' ? chat?.probe() : chat?.save()));

const me = shared.get('me');
if (me) enter(me);
else showLogin();
