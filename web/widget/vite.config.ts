// How the widget is built: modules with their content in their names, and embed.js, the small script that sites
// include, which knows those names. Beside each file lies a compressed copy.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { minify as terser } from 'terser';
import { defineConfig, transformWithEsbuild, type Plugin } from 'vite';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const folder = here('../../build/web/widget');

// Vite leaves the blanks in modules that it takes for a library's, and terser makes them smaller than esbuild does.
// Their names come from what they say, not from how.
function minify(): Plugin {
  return {
    name: 'minify',
    async generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue;
        const { code } = await terser(file.code, { module: true, ecma: 2020, compress: { passes: 3 }, format: { comments: false } });
        if (code) file.code = code;
      }
    },
  };
}

// embed.js is a classic script, so that a site needs no more than `<script src>`; everything in it stays inside.
function loader(): Plugin {
  return {
    name: 'loader',
    async generateBundle(_, bundle) {
      const entry = Object.values(bundle).find((file) => file.type === 'chunk' && file.isEntry);
      if (!entry) throw new Error('The widget has no entry.');
      const { code } = await transformWithEsbuild(readFileSync(here('src/embed.ts'), 'utf8'), 'embed.ts', {
        minify: true, format: 'iife', sourcemap: false, target: 'es2020', define: { WIDGET_FILE: JSON.stringify(entry.fileName) },
      });
      this.emitFile({ type: 'asset', fileName: 'embed.js', source: code });
    },
  };
}

// The server sends these to browsers that take gzip, which all do.
function compress(): Plugin {
  return {
    name: 'compress',
    closeBundle() {
      for (const name of readdirSync(folder, { recursive: true }) as string[]) {
        if (!name.endsWith('.js')) continue;
        const file = path.join(folder, name);
        writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  plugins: [minify(), loader(), compress()],
  // Children as arguments are shorter than children as a property.
  esbuild: { jsx: 'transform', jsxFactory: 'h', jsxFragment: 'Fragment', jsxInject: "import { h, Fragment } from 'preact'" },
  build: {
    outDir: folder,
    emptyOutDir: true,
    target: 'es2022',
    reportCompressedSize: false,
    lib: { entry: here('src/element.tsx'), formats: ['es'] },
    rollupOptions: {
      preserveEntrySignatures: false,
      output: { entryFileNames: 'assets/widget-[hash].js', chunkFileNames: 'assets/[name]-[hash].js' },
    },
  },
});
