// The code of web/ keeps its rules, and the rules find what they are for.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { assertNoFaults, endingOf, read, trackedFiles } from './repository.mjs';
import { bannedFaults, fetchFaults, importsOf } from './web_rules.mjs';

const files = trackedFiles().filter((file) => file.startsWith('web/'));
const modules = files.filter((file) => file.includes('/src/') && ['ts', 'tsx'].includes(endingOf(file)));

test('nothing turns text into markup or programs, styles inline, asks another server or switches types off', () => {
  assert.ok(modules.length > 30);
  assertNoFaults(modules, (_, text) => bannedFaults(text));
});

test('every request goes through the client', () => {
  assertNoFaults(modules, fetchFaults);
});

test('every module is imported by somebody', () => {
  const imported = new Set(modules.flatMap((file) => importsOf(read(file)).map((target) => path.join(path.dirname(file), target))));
  const entries = /\/(admin\/src\/main\.tsx|widget\/src\/(element\.tsx|embed\.ts))$/;
  const unused = modules.filter((file) => !imported.has(file.replace(/\.tsx?$/, '')) && !entries.test(file));
  assert.deepEqual(unused, []);
});

test('lock files have no addresses of downloads', () => {
  const locks = trackedFiles().filter((file) => file.endsWith('package-lock.json'));
  assert.ok(locks.length >= 3);
  for (const lock of locks) assert.doesNotMatch(read(lock), /"resolved":/, lock);
});

test('the rules find what they are for', () => {
  const faulty = ['<p dangerouslySetInnerHTML={x} />', '<p style={{ color }} />', 'eval(text);', 'console.log(1);',
    "fetch('https://example.com/x');", 'const x: any = 1;'];
  for (const code of faulty) assert.equal(bannedFaults(code).length, 1, code);
  const sound = ['const any = entries.some(Boolean);', '// see https://example.com/x', "const path = '/v1/me';"];
  for (const code of sound) assert.deepEqual(bannedFaults(code), [], code);
  assert.equal(fetchFaults('web/admin/src/pages/x.tsx', "await fetch('/v1/me');").length, 1);
  assert.deepEqual(fetchFaults('web/admin/src/api/client.ts', 'await fetch(request);'), []);
});
