// sql/schema.sql is what the migrations make.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { read, root } from './repository.mjs';

// The spelling of a dump belongs to the major version that writes it.
const dumpedBy = /pg_dump \(PostgreSQL\) 15\./;

test('sql/schema.sql is the schema that the migrations make', (t) => {
  const version = spawnSync('pg_dump', ['--version'], { encoding: 'utf8' });
  if (!dumpedBy.test(version.stdout ?? '')) return t.skip('sql/schema.sql is spelt as PostgreSQL 15 dumps it');
  const dumped = spawnSync('scripts/dump-schema', { cwd: root, encoding: 'utf8' });
  assert.equal(dumped.status, 0, dumped.stderr);
  assert.equal(read('sql/schema.sql'), dumped.stdout, 'run scripts/dump-schema >sql/schema.sql and look at the difference');
  return undefined;
});
