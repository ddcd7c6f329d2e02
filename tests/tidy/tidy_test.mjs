// The rules of style and structure, applied to every file of the repository.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import * as cpp from './cpp_rules.mjs';
import * as sql from './sql_rules.mjs';
import * as text from './text_rules.mjs';
import { assertNoFaults, endingOf, read, root, trackedFiles } from './repository.mjs';

const all = trackedFiles();
const withEnding = (...endings) => all.filter((file) => endings.includes(endingOf(file)));
const cppFiles = withEnding('cpp', 'hpp');
const sources = cppFiles.filter((file) => file.startsWith('src/'));
// Made by programs: nobody reads their lines, and no rule of ours reaches their makers.
const isMade = (file) => /(^|\/)(package-lock\.json|openapi\.json)$/.test(file) || file === 'sql/schema.sql';
const written = all.filter((file) => !isMade(file)
  && /^(cpp|hpp|sql|mjs|js|ts|tsx|md|sh|cmake|txt|css|mustache|yaml)$/.test(endingOf(file)));

function holds(name, files, rule) {
  test(name, () => {
    assert.ok(files.length > 0, 'no file to look at');
    assertNoFaults(files, rule);
  });
}

holds('a file includes only what stands to its left, and libraries through their door', sources, cpp.includeFaults);
holds('nothing is braced or captured inside a co_await expression, nothing awaited inside braces', cppFiles,
  (_, content) => cpp.coAwaitFaults(content));
holds('coroutines take their parameters by value', sources, (_, content) => cpp.coroutineParameterFaults(content));
holds('no call that has a better replacement', sources, cpp.bannedCallFaults);
holds(`no function of more than ${cpp.functionLinesMax} lines`, cppFiles.filter((file) => !file.startsWith('tests/')),
  (_, content) => cpp.longFunctionFaults(content));
holds('every header is included once', cppFiles.filter((file) => file.endsWith('.hpp')),
  (_, content) => (/^#pragma once$/m.test(content) ? [] : [{ line: 1, says: 'has no #pragma once' }]));

holds('lines fit the screen', written, (file, content) => text.widthFaults(file, endingOf(file), content));
holds(`no file of more than ${text.linesMax} lines`, written.filter((file) => !/\.(md|yaml|css)$/.test(file)),
  (_, content) => text.lengthFaults(content));
holds('every file begins with a sentence that says what it is', withEnding('cpp', 'hpp', 'mjs', 'js', 'ts', 'tsx', 'sql', 'sh', 'cmake')
  .filter((file) => !isMade(file)), (file, content) => text.firstSentenceFaults(endingOf(file), content));
holds('nothing is left over: unfinished work, paths of one machine, merges, secrets, trailing spaces',
  written.filter((file) => !file.startsWith('tests/tidy/')), (_, content) => text.leftoverFaults(content));

const sqlFiles = withEnding('sql').filter((file) => file.startsWith('sql/') && !isMade(file));
holds('only app.change_capacity() changes the seats of a session', sqlFiles, sql.capacityFaults);

test('every folder of src is in the table of layers', () => {
  const entries = readdirSync(path.join(root, 'src'), { withFileTypes: true });
  const present = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  assert.deepEqual(present.filter((name) => !cpp.folders.includes(name)), []);
});

test('every header is included by somebody', () => {
  const included = new Set(cppFiles.flatMap((file) => [...read(file).matchAll(/#include "([^"]+)"/g)]
    .flatMap(([, target]) => [`src/${target}`, `tests/${target}`, path.join(path.dirname(file), target)])));
  assert.deepEqual(cppFiles.filter((file) => file.endsWith('.hpp') && !included.has(file)), []);
});

test('every module beside the tests is imported by somebody, or a script that a document names', () => {
  const modules = withEnding('mjs').filter((file) => file.startsWith('tests/'));
  const imported = new Set(modules.flatMap((file) => [...read(file).matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)]
    .map(([, target]) => path.join(path.dirname(file), target))));
  const documents = withEnding('md').map(read).join('\n');
  assert.deepEqual(modules.filter((file) => !file.endsWith('_test.mjs') && !imported.has(file) && !documents.includes(file)), []);
});

test('every named query is used by the store, none is named twice, and every used one is named', () => {
  const queries = sqlFiles.filter((file) => file.startsWith('sql/queries/'));
  assertNoFaults(queries, (_, content) => sql.queryNameFaults(content));
  const named = queries.flatMap((file) => sql.namedQueries(read(file)).map(({ name }) => name)).sort();
  const used = sources.filter((file) => file.startsWith('src/store/') && file.endsWith('.cpp'))
    .flatMap((file) => [...read(file).matchAll(/\bquery\("(\w+)"\)/g)].map(([, name]) => name));
  assert.ok(named.length > 10);
  assert.deepEqual([...new Set(used)].sort(), named);
});

test('migrations are numbered from 1 without a gap', () => {
  const names = sqlFiles.filter((file) => file.startsWith('sql/migrations/')).map((file) => path.basename(file)).sort();
  names.forEach((name, index) => assert.match(name, new RegExp(`^${String(index + 1).padStart(4, '0')}_[a-z0-9_]+\\.sql$`)));
});

test('clang-format has nothing to change', (t) => {
  const found = spawnSync('clang-format-19', ['--version']);
  if (found.error) return t.skip('clang-format-19 is not installed; ./test installs it');
  const checked = spawnSync('clang-format-19', ['--dry-run', '-Werror', ...cppFiles], { cwd: root, encoding: 'utf8' });
  const places = checked.stderr.split('\n').filter((line) => line.includes('error:'));
  assert.equal(places.join('\n'), '');
  assert.equal(checked.status, 0, checked.stderr);
  return undefined;
});
