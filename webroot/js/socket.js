/** Opening connections. Both ways give an object with `send`, `close`, `onopen`, `onmessage` and `onclose`. */

import { sockJsAddress, webSocketAddress } from './address.js';

export const Transport = Object.freeze({ WEBSOCKET: 'WebSocket', SOCKJS: 'SockJS' });

const FALLBACKS = ['xhr-streaming', 'xhr-polling'];
const LIVE_TIMEOUT_MS = 2000;

/**
 * @param {string} base address of a node
 * @param {string} transport
 * @returns {object} the socket, still opening
 */
export function openSocket(base, transport) {
  return transport === Transport.SOCKJS ? new LazySockJs(sockJsAddress(base)) : new WebSocket(webSocketAddress(base));
}

/** Whether HTTP gets through to a node. Opaque answers count: that the port answers is all we ask. */
export async function answersHttp(base) {
  try {
    await fetch(`${base}/live`, { mode: 'no-cors', cache: 'no-store', signal: AbortSignal.timeout(LIVE_TIMEOUT_MS) });
    return true;
  } catch {
    return false;
  }
}

/** A SockJS connection whose library is loaded when the first one is opened: few pages ever need it. */
class LazySockJs {
  onopen = null;
  onmessage = null;
  onclose = null;
  #socket = null;
  #closed = false;

  constructor(address) {
    import('sockjs-client').then(
      () => this.#open(address),
      () => this.onclose?.({ code: 1006 }),
    );
  }

  #open(address) {
    if (this.#closed) return;
    const socket = new globalThis.SockJS(address, null, { transports: FALLBACKS });
    socket.onopen = () => this.onopen?.();
    socket.onmessage = (event) => this.onmessage?.(event);
    socket.onclose = (event) => this.onclose?.(event);
    this.#socket = socket;
  }

  send(text) {
    this.#socket.send(text);
  }

  close() {
    this.#closed = true;
    this.#socket?.close();
  }
}
