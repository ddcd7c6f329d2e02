// A real Redis for a test, on loopback, with nothing in it and nothing on disk.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, connect } from 'node:net';
import { eventually } from './program.mjs';

export async function freePort() {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address();
  listener.close();
  await once(listener, 'close');
  return port;
}

export function listens(port) {
  return new Promise((settle) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => { socket.destroy(); settle(true); });
    socket.once('error', () => settle(false));
  });
}

// Gives {url, kill(), start()}: `start` brings it back, empty, on the same port.
export async function startRedis(t) {
  const port = await freePort();
  let child;
  const start = async () => {
    child = spawn('redis-server', ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], { stdio: 'ignore' });
    await eventually('redis-server', () => listens(port));
  };
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  t.after(kill);
  await start();
  return { url: `redis://127.0.0.1:${port}`, kill, start };
}
