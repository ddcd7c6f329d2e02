// The roles and databases of docs/how-to/use-your-own-postgresql.md are enough for the program.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { binary, environment } from '../support/program.mjs';
import { read, root } from './repository.mjs';

const blocks = [...read('docs/how-to/use-your-own-postgresql.md').matchAll(/^```sql\n([\s\S]*?)^```/gm)].map(([, block]) => block);

// Runs as a superuser of a server of its own. What tests/support made there for itself is in the way.
const script = `
  psql() { command psql -Xq -v ON_ERROR_STOP=1 -d postgres "$@"; }
  psql -c 'drop database bookingtms' -c 'drop role bookingtms, anon, authenticated, bookingtms_engine'
  psql -f - <<<"$MAKE_ROLES"
  psql -tA -c "select rolcreaterole or rolsuper from pg_roles where rolname = 'bookingtms'"
  url="postgresql:///bookingtms?host=$PGHOST&user=bookingtms"
  "$BINARY" migrate up --database-url "$url"
  "$BINARY" doctor --database-url "$url" || true`;

const ways = ['a role that may make roles', 'a role that may not, with roles that an administrator made'];

test('the page shows both ways', () => assert.equal(blocks.length, ways.length));

blocks.forEach((block, index) => {
  test(`${ways[index]} can migrate, and the rules of the data hold`, () => {
    const ended = spawnSync('tests/support/throwaway_postgres', ['bash', '-euo', 'pipefail', '-c', script],
      { cwd: root, encoding: 'utf8', env: { ...environment(), BINARY: binary, MAKE_ROLES: block } });
    assert.equal(ended.status, 0, ended.stderr);
    const [mayMakeRoles, ...said] = ended.stdout.trim().split('\n');
    assert.equal(mayMakeRoles, index === 0 ? 't' : 'f');
    // The server of the test trades durability for speed.
    const faults = said.filter((line) => line.startsWith('FAULT') && !line.includes('fsync'));
    assert.deepEqual(faults, [], ended.stdout);
    assert.ok(said.includes('ok    row_level_security.sql'), ended.stdout);
  });
});
