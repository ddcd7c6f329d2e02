// How the admin app is built: hashed files below /admin/assets, nothing inline (the pages' Content-Security-Policy
// allows no inline script or style), one style sheet, and a compressed copy beside every file that gains from it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const folder = fileURLToPath(new URL('../../build/web/admin', import.meta.url));

// The server sends these to browsers that take gzip, which all do.
function compress(): Plugin {
  return {
    name: 'compress',
    apply: 'build',
    closeBundle() {
      for (const name of readdirSync(path.join(folder, 'assets'))) {
        if (!/\.(js|css|svg)$/.test(name)) continue;
        const file = path.join(folder, 'assets', name);
        writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  base: '/admin/',
  plugins: [react(), compress()],
  build: {
    outDir: folder,
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
