// The rules for text and SQL find what they are made for, and let the rest pass.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as sql from './sql_rules.mjs';
import * as text from './text_rules.mjs';

test('a line is measured in characters; what cannot be broken may be long', () => {
  const long = 'x'.repeat(101);
  assert.equal(text.widthFaults('src/a.cpp', 'cpp', `a\n${long}\n`)[0].line, 2);
  assert.deepEqual(text.widthFaults('src/a.cpp', 'cpp', 'é'.repeat(100)), []);
  assert.deepEqual(text.widthFaults('a.md', 'md', `| ${'x'.repeat(200)} |`), []);
  assert.equal(text.widthFaults('a.md', 'md', 'two words '.repeat(20)).length, 1);
});

test('a file has at most so many lines', () => {
  assert.deepEqual(text.lengthFaults('x\n'.repeat(text.linesMax)), []);
  assert.equal(text.lengthFaults('x\n'.repeat(text.linesMax + 1)).length, 1);
});

test('a file says in a sentence what it is', () => {
  const faults = (ending, content) => text.firstSentenceFaults(ending, content).length;
  assert.equal(faults('cpp', '// Reads the settings file.\n#include <x>\n'), 0);
  assert.equal(faults('sh', '#!/usr/bin/env bash\n# Builds one preset.\nset -e\n'), 0);
  assert.equal(faults('sql', '-- name: ping :one\nselect 1;\n'), 0);
  assert.equal(faults('cpp', '#include <x>\n// Reads the settings file.\n'), 1);
  assert.equal(faults('cpp', '// settings\n#include <x>\n'), 1);
});

test('leftovers are found, words that look like them are not', () => {
  const faults = (content) => text.leftoverFaults(content).length;
  for (const left of ['// TODO: later', `see /${'work'}/main/x`, 'cd /home/ann/code', '<<<<<<< HEAD', 'text ', 'sk_live_abcdefgh1']) {
    assert.equal(faults(left), 1, left);
  }
  for (const good of ['docs/work/x', 'https://example.com/work/x', 'the homework', '/var/lib/bookingtms', 'a list of todo items']) {
    assert.equal(faults(good), 0, good);
  }
});

test('pages have one title; links and headings are read as readers see them', () => {
  assert.deepEqual(text.titleFaults('# One\n```\n# no title\n```\n'), []);
  assert.equal(text.titleFaults('# One\n# Two\n').length, 1);
  assert.equal(text.titleFaults('No title\n').length, 1);
  const links = text.linksOf('See [a](b.md#c-d) and [e](https://e.org), `[f](g)`.\n');
  assert.deepEqual(links, [{ line: 1, target: 'b.md', anchor: 'c-d' }]);
  assert.equal(text.headingsOf('## The `hold`: its life\n')[0].anchor, 'the-hold-its-life');
});

test('seats are not changed past app.change_capacity()', () => {
  const faults = (statement) => sql.capacityFaults('sql/functions/99_probe.sql', statement).length;
  assert.equal(faults('update activity_sessions set capacity_remaining = 0;'), 1);
  assert.equal(faults('    capacity_total = v_total,'), 1);
  assert.equal(faults('set (is_closed, capacity_remaining) = (false, 3)'), 1);
  assert.equal(faults('on s.id = t.id and capacity_remaining = 0 where s.capacity_total = 1'), 1);
  assert.equal(faults('where s.capacity_total = s.capacity_remaining'), 0);
  assert.equal(faults('-- capacity_remaining = 0 is sold out'), 0);
});

test('a query is named so that the program finds it', () => {
  assert.deepEqual(sql.namedQueries('-- name: ping :one\nselect 1;\n'), [{ name: 'ping', rows: 'one', line: 1 }]);
  assert.equal(sql.queryNameFaults('-- name: ping\nselect 1;\n').length, 1);
  assert.equal(sql.queryNameFaults('--name: ping :one\nselect 1;\n').length, 1);
  assert.deepEqual(sql.queryNameFaults('-- name: ping :one\n'), []);
});
