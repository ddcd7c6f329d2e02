// Opens N kept-alive connections to URL, asks for /live on each, prints N when all have been answered, and keeps
// them open until it is ended: node idle_connections.mjs URL N
import net from 'node:net';

const url = new URL(process.argv[2]);
const count = Number(process.argv[3]);
let answered = 0;

function open() {
  return new Promise((settle, fail) => {
    const socket = net.connect(Number(url.port), '127.0.0.1');
    socket.once('error', fail);
    socket.once('connect', () => socket.write('GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n'));
    socket.once('data', () => { answered += 1; settle(); });
    socket.once('end', () => fail(new Error('the server closed a connection')));
  });
}

// A hundred at a time, so that the queue of the listener is not what is measured.
while (answered < count) await Promise.all(Array.from({ length: Math.min(100, count - answered) }, open));
console.log(answered);
