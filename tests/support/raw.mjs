// Requests byte by byte, for what no HTTP client would send.
import net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

function parseReply(text) {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return { status: null, headers: new Headers(), body: null };
  const [first, ...lines] = text.slice(0, end).split('\r\n');
  const headers = new Headers(lines.map((line) => line.split(/:\s*/, 2)));
  const rest = text.slice(end + 4);
  const isJson = /json/.test(headers.get('content-type') ?? '');
  return { status: Number(first.split(' ')[1]), headers, body: isJson && rest ? JSON.parse(rest) : rest };
}

// Sends the pieces with `pauseMs` between them and gives {status, headers, body, closed, seconds} when the
// server has closed the connection or nothing more came for `patienceMs`. With `end` our side is closed after
// the last piece. A status of null: closed without a reply.
export async function exchange(url, pieces, { pauseMs = 0, patienceMs = 15000, end = false } = {}) {
  const { hostname, port } = new URL(url);
  const socket = net.connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  const started = process.hrtime.bigint();
  let text = '';
  let isClosed = false;
  const over = new Promise((settle) => {
    socket.on('data', (piece) => { text += piece.toString('latin1'); });
    for (const event of ['end', 'close', 'error']) {
      socket.on(event, () => { isClosed = true; settle(); });
    }
    socket.setTimeout(patienceMs, settle);
  });
  for (const piece of [pieces].flat()) {
    if (isClosed) break;
    socket.write(piece);
    if (pauseMs > 0) await Promise.race([pause(pauseMs), over]);
  }
  if (end) socket.end();
  await over;
  socket.destroy();
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  return { ...parseReply(text), closed: isClosed, seconds };
}
