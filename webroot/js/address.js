/** Addresses of nodes. */

/**
 * @param {{url: string | null, port: number}} node as in `nodes`
 * @param {{protocol: string, hostname: string}} page where this page came from
 * @returns {string} without a slash at the end
 */
export function baseAddress(node, page) {
  const base = node.url ?? `${page.protocol}//${page.hostname}:${node.port}`;
  return base.replace(/\/+$/, '');
}

/** `http` becomes `ws`, `https` becomes `wss`. */
export function webSocketAddress(base) {
  return `${base.replace(/^http/, 'ws')}/chat/websocket`;
}

export function sockJsAddress(base) {
  return `${base}/chat`;
}
