// A browser for tests: Debian's Chromium, driven by playwright-core, which brings none of its own.
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

function executable() {
  for (const folder of (process.env.PATH ?? '').split(':')) {
    for (const name of names) {
      const file = path.join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch { /* not in this folder */ }
    }
  }
  throw new Error(`No browser on the PATH (${names.join(', ')}). On Debian: apt-get install chromium`);
}

// Chromium's sandbox does not work for root.
export function launchBrowser() {
  return chromium.launch({
    executablePath: executable(),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}

export const phone = { width: 360, height: 740 };
export const desktop = { width: 1280, height: 800 };
