// How the widget is built: modules with their content in their names, and embed.js, the small script that sites
// include, which knows those names. Beside each file lies a compressed copy.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipAsync } from '@gfx/zopfli';
import { minify as terser } from 'terser';
import { defineConfig, transformWithEsbuild, type Plugin } from 'vite';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const folder = here('../../build/web/widget');

// Names in camelCase that are ours alone, no member of the API and of no document that is kept: those of the texts, which
// stand in the code and in each language, and some of the code. They become letters, the same in every file.
const others = ['embedKey', 'firstWeekday', 'onAccent', 'watchHeight', 'onAgain', 'onBack', 'onBooked', 'onCheckout',
  'onChoose', 'onChosen', 'onDay', 'onEnd', 'onGone', 'onParty', 'onRetry', 'onSession', 'onTrouble', 'onValue',
  'isBusy', 'isOpen', 'isRequired'];

function shortNames(): Record<string, string> {
  const texts = ['en', 'en_later'].map((file) => readFileSync(here(`src/words/${file}.ts`), 'utf8')).join('\n');
  const names = [...new Set(texts.match(/^ {2}[a-z]+[A-Z]\w*(?=:)/gm)?.map((name) => name.trim())), ...others].sort();
  const letter = (at: number) => String.fromCharCode('A'.charCodeAt(0) + (at % 26)) + (at < 26 ? '' : Math.floor(at / 26));
  return Object.fromEntries(names.map((name, at) => [name, letter(at)]));
}

// Vite leaves the blanks in modules that it takes for a library's, and terser makes them smaller than esbuild does.
function minify(): Plugin {
  const short = shortNames();
  const properties = { regex: new RegExp(`^(${Object.keys(short).join('|')})$`) };
  return {
    name: 'minify',
    renderChunk: {
      order: 'post',
      async handler(code) {
        const nameCache = { props: { props: Object.fromEntries(Object.entries(short).map(([name, to]) => [`$${name}`, to])) } };
        const minified = await terser(code, {
          module: true, ecma: 2020, compress: { passes: 3 }, format: { comments: false }, mangle: { properties }, nameCache,
        });
        return minified.code ?? null;
      },
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

// The server sends these to browsers that take gzip, which all do. Zopfli takes longer than gzip to write the same format
// 3 % smaller.
function compress(): Plugin {
  return {
    name: 'compress',
    async closeBundle() {
      for (const name of readdirSync(folder, { recursive: true }) as string[]) {
        if (!name.endsWith('.js')) continue;
        const file = path.join(folder, name);
        writeFileSync(`${file}.gz`, await gzipAsync(readFileSync(file), { numiterations: 100 }));
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
      output: { entryFileNames: 'assets/widget-[hash:7].js', chunkFileNames: 'assets/[name]-[hash:7].js' },
    },
  },
});
