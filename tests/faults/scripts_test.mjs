// What ./run and ./test say when the machine does not let them install or build. Debian's own tools are
// played by small scripts in front of PATH.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../support/program.mjs';

const scripts = fileURLToPath(new URL('../../scripts', import.meta.url));
const isRoot = process.getuid() === 0;
const nobody = 65534;

// Copies a script to a folder where each of `tools` (name: shell text) comes first in PATH.
async function machine(t, script, tools) {
  const folder = await temporaryFolder(t);
  const bin = path.join(folder, 'bin');
  mkdirSync(path.join(folder, 'scripts'));
  mkdirSync(bin);
  copyFileSync(path.join(scripts, script), path.join(folder, 'scripts', script));
  for (const [name, text] of Object.entries(tools)) {
    writeFileSync(path.join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(path.join(bin, name), 0o755);
  }
  const run = (words, options = {}) => spawnSync(path.join(folder, 'scripts', script), words,
    { encoding: 'utf8', env: { PATH: `${bin}:/usr/bin:/bin` }, ...options });
  return { folder, run };
}

const nothingInstalled = { 'dpkg-query': 'exit 1', 'apt-cache': 'exit 0' };
const lines = (text) => text.trim().split('\n');

test('where everything is installed nothing is asked for', async (t) => {
  const { run } = await machine(t, 'install-packages', { 'dpkg-query': 'printf installed', 'apt-get': 'exit 1' });
  const ended = run(['build']);
  assert.equal(ended.status, 0, ended.stderr);
  assert.equal(ended.stdout + ended.stderr, '');
});

test('without root and sudo the sentence says what an administrator has to run', async (t) => {
  const { run } = await machine(t, 'install-packages', { ...nothingInstalled, sudo: 'exit 1', 'apt-get': 'exit 1' });
  const ended = run(['build'], isRoot ? { uid: nobody, gid: nobody } : {});
  assert.equal(ended.status, 1);
  assert.match(lines(ended.stderr)[0], /takes root or sudo. Ask an administrator to run:$/);
  assert.match(lines(ended.stderr)[1], /^ {2}apt-get install clang-19 .*postgresql-15/);
});

test('a machine without apt-get is told what it needs', async (t) => {
  const { folder, run } = await machine(t, 'install-packages', { ...nothingInstalled, dirname: 'exit 0' });
  for (const tool of ['bash', 'env']) copyFileSync(`/usr/bin/${tool}`, path.join(folder, 'bin', tool));
  const ended = run(['build'], { env: { PATH: path.join(folder, 'bin') } });
  assert.equal(ended.status, 1);
  assert.match(lines(ended.stderr)[0], /no apt-get/);
  assert.match(lines(ended.stderr)[1], /clang-19/);
});

test('what apt-get cannot install ends the script with a sentence', { skip: !isRoot && 'needs root' }, async (t) => {
  const { folder, run } = await machine(t, 'install-packages', {
    ...nothingInstalled,
    'apt-cache': 'test "$2" != libboost1.81-dev',
    'apt-get': 'echo "$*" >>"$(dirname "$0")/../calls"; test "$1" = update',
    mkdir: 'exit 0', tee: 'cat >/dev/null',
  });
  const ended = run(['build']);
  assert.equal(ended.status, 1);
  assert.match(lines(ended.stderr).at(-1), /could not be installed; apt-get says why above/);
  const [update, install] = lines(readFileSync(path.join(folder, 'calls'), 'utf8'));
  assert.match(update, /^update/);
  assert.match(install, /--no-install-recommends clang-19 .* libboost-dev libboost-json1\.81-dev .* postgresql-15 /);
});

test('too little disk for a build is said before the compiler fails on it', async (t) => {
  const { run } = await machine(t, 'build', { df: 'echo Avail; echo 100', cmake: 'exit 1' });
  const ended = run(['release', 'bookingtms']);
  assert.equal(ended.status, 1);
  assert.equal(lines(ended.stderr).length, 1);
  assert.match(ended.stderr, /^Only 100 MB are free .* needs 2048 MB. Free some space and start again\.$/m);
});
