// The files of the repository, as the rules look at them.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

export const root = fileURLToPath(new URL('../..', import.meta.url));

// Every file that git tracks and that is there. The folder may belong to another account than ours.
export function trackedFiles() {
  const listed = spawnSync('git', ['-c', 'safe.directory=*', 'ls-files', '-z'], { cwd: root, encoding: 'utf8' });
  if (listed.status !== 0) throw new Error(`git ls-files: ${listed.stderr}`);
  return listed.stdout.split('\0').filter((file) => file !== '' && existsSync(path.join(root, file)));
}

export const read = (file) => readFileSync(path.join(root, file), 'utf8');

// "cpp", "sql"; "sh" for a script without an ending.
export function endingOf(file) {
  const ending = path.extname(file).slice(1);
  if (ending !== '') return ending;
  return read(file).startsWith('#!') && /^#!.*\b(ba)?sh\b/.test(read(file)) ? 'sh' : '';
}

// Fails with every fault of every file, a line each: "src/x.cpp:12: what is wrong".
export function assertNoFaults(files, rule) {
  const faults = files.flatMap((file) => rule(file, read(file)).map(({ line, says }) => `${file}:${line}: ${says}`));
  if (faults.length > 0) throw new Error(`${faults.length} faults\n${faults.join('\n')}`);
}
