// The documentation is whole and true: links lead somewhere, the reference is what the program says.
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { pages } from '../../scripts/make-reference.mjs';
import { binary } from '../support/program.mjs';
import { assertNoFaults, read, root, trackedFiles } from './repository.mjs';
import { headingsOf, linksOf, titleFaults } from './text_rules.mjs';

const documents = trackedFiles().filter((file) => file.endsWith('.md'));

test('every page has one title', () => {
  assertNoFaults(documents, (_, content) => titleFaults(content));
});

test('every link leads to a file of the repository, and to a heading of it', () => {
  assertNoFaults(documents, (file, content) => linksOf(content).flatMap(({ line, target, anchor }) => {
    const wanted = target === '' ? file : path.join(path.dirname(file), target);
    if (!existsSync(path.join(root, wanted))) return [{ line, says: `there is no ${wanted}` }];
    if (anchor === undefined || !wanted.endsWith('.md')) return [];
    const anchors = headingsOf(read(wanted)).map((heading) => heading.anchor);
    return anchors.includes(anchor) ? [] : [{ line, says: `${wanted} has no heading #${anchor}` }];
  }));
});

// Files and folders that a page names in passing, as `src/pg/lane.cpp`.
test('every file that a page names in code is there', () => {
  const named = /`((?:src|sql|tests|scripts|docs|openapi|bench|cmake)\/[\w./-]+)`/g;
  assertNoFaults(documents, (_, content) => content.split('\n').flatMap((text, index) => [...text.matchAll(named)]
    .filter(([, file]) => !existsSync(path.join(root, file)))
    .map(([, file]) => ({ line: index + 1, says: `there is no ${file}` }))));
});

// "docs/decisions/0003" in a comment means the page that begins so.
test('every document that a comment names is there', () => {
  const named = /(?<![\w/])(?:docs\/[\w./-]*\w|bench\/README\.md)/g;
  const files = trackedFiles();
  const sources = files.filter((file) => /\.(cpp|hpp|sql|mjs|cmake|yaml|sh)$/.test(file) && !file.startsWith('tests/tidy/'));
  assertNoFaults(sources, (_, content) => content.split('\n').flatMap((text, index) => [...text.matchAll(named)]
    .filter(([name]) => !files.some((file) => file.startsWith(name)))
    .map(([name]) => ({ line: index + 1, says: `there is no ${name}` }))));
});

test('decisions are numbered without a gap', () => {
  const names = readdirSync(path.join(root, 'docs/decisions')).filter((name) => /^\d/.test(name)).sort();
  names.forEach((name, index) => assert.match(name, new RegExp(`^${String(index + 1).padStart(4, '0')}-[a-z0-9-]+\\.md$`)));
});

test('ARCHITECTURE.md has every folder of the repository and of src', () => {
  const map = read('ARCHITECTURE.md');
  const top = new Set(trackedFiles().filter((file) => file.includes('/')).map((file) => file.split('/')[0]));
  const below = new Set(trackedFiles().filter((file) => /^src\/\w+\//.test(file)).map((file) => file.split('/')[1]));
  const missing = [...[...top].filter((name) => name !== '.ci'), ...[...below].map((name) => `src/${name}`)]
    .filter((name) => !map.includes(`\`${name}/\``));
  assert.deepEqual(missing, []);
});

test('the reference is what the program says of itself', () => {
  for (const [file, text] of Object.entries(pages(binary))) {
    assert.equal(read(file), text, `run node scripts/make-reference.mjs; ${file} is out of date`);
  }
});
