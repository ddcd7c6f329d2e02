// A TCP proxy on loopback that stands between the program and what it needs, and misbehaves as it is told.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

// Starts one in front of a port of this machine. Gives {port, address, stop(), delay(ms), cutAfter(bytes), reset(),
// restore()}; each fault holds for connections that there are and for new ones until restore().
export async function startProxy(t, target) {
  const pairs = new Set();
  let fault = {};

  // Passes on what comes from one side to the other, in order.
  function pump(from, to, pair) {
    let earlier = Promise.resolve();
    from.on('data', (piece) => {
      const wait = fault.delayMs;
      earlier = earlier.then(async () => {
        if (wait > 0) await new Promise((settle) => { setTimeout(settle, wait); });
        pair.bytes += piece.length;
        if (pair.bytes > (fault.bytesMax ?? Infinity)) pair.end();
        else if (!to.destroyed) to.write(piece);
      });
    });
    from.on('close', () => earlier.then(() => to.destroy()));
    from.on('error', () => {});  // the other side learns of it by its end
  }

  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    const sockets = [client, upstream];
    const pair = { sockets, bytes: 0, end: () => sockets.forEach((socket) => socket.destroy()) };
    pairs.add(pair);
    client.on('close', () => pairs.delete(pair));
    pump(client, upstream, pair);
    pump(upstream, client, pair);
    if (fault.isStopped) sockets.forEach((socket) => socket.pause());
    if (fault.isReset) client.resetAndDestroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    for (const pair of pairs) pair.end();
  });
  const { port } = server.address();
  const eachSocket = (action) => [...pairs].flatMap(({ sockets }) => sockets).forEach(action);
  return {
    port, address: `127.0.0.1:${port}`,
    // Connections stay and can be made, and nothing goes through.
    stop() {
      fault = { isStopped: true };
      eachSocket((socket) => socket.pause());
    },
    delay(ms) { fault = { delayMs: ms }; },
    // Every connection ends after so many bytes from now on, most often in the middle of a message.
    cutAfter(bytes) {
      fault = { bytesMax: bytes };
      for (const pair of pairs) pair.bytes = 0;
    },
    // Connections end with RST, and so does each new one.
    reset() {
      fault = { isReset: true };
      for (const { sockets: [client] } of pairs) client.resetAndDestroy();
    },
    restore() {
      fault = {};
      eachSocket((socket) => socket.resume());
    },
  };
}
