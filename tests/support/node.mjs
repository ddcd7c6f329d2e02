// A node beside the test's server.
import { randomBytes } from 'node:crypto';
import { Client } from './api.mjs';
import { start } from './program.mjs';

// Starts `bookingtms serve` on a free port, on a database that is there. Gives {api, node}: `node` is its program.
export async function startNodeOn(t, databaseUrl, flags = []) {
  const node = start(t, ['serve', '--port', '0', '--database-url', databaseUrl,
    '--secret-key', randomBytes(32).toString('base64'), ...flags]);
  return { api: new Client(`http://127.0.0.1:${await node.port()}`), node };
}
