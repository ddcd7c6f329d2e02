// A clock of its own for some processes, which jumps when a test says so: libfaketime of Debian.
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const library = `/usr/lib/${{ x64: 'x86_64', arm64: 'aarch64' }[process.arch]}-linux-gnu/faketime/libfaketimeMT.so.1`;

// Gives {environment, jump(seconds)}: `environment` are variables of the processes that have this clock, `jump` moves it
// away from the real time by so many seconds, at once and for all of them.
export function makeClock(folder) {
  if (!existsSync(library)) throw new Error(`There is no ${library}. On Debian: apt-get install libfaketime`);
  const file = path.join(folder, 'clock');
  const jump = (seconds) => {
    writeFileSync(`${file}.new`, `${seconds < 0 ? '' : '+'}${seconds}\n`, { mode: 0o644 });
    renameSync(`${file}.new`, file);
  };
  jump(0);
  return {
    jump,
    environment: {
      LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1', FAKETIME_DISABLE_SHM: '1',
      // As on a machine whose clock is set: what counts the time since its start goes on.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
  };
}
