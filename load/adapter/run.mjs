// Runs a flow that was written for k6 without k6: its modules are those of this folder.
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { drive } from './k6.mjs';

const sampleSecondsMax = 10;

const ownModules = {
  name: 'k6',
  setup(bundler) {
    const own = { k6: './k6.mjs', 'k6/http': './http.mjs', 'k6/metrics': './metrics.mjs' };
    bundler.onResolve({ filter: /^k6/ }, ({ path: name }) => {
      if (!own[name]) throw new Error(`${name} is a module of k6 that load/adapter does not have.`);
      return { path: new URL(own[name], import.meta.url).href, external: true };
    });
  },
};

// The flow as a module of this process.
async function importFlow(flow) {
  const bundle = path.join(tmpdir(), `load-flow-${process.pid}.mjs`);
  await build({
    entryPoints: [fileURLToPath(new URL(`../${flow}.ts`, import.meta.url))], outfile: bundle, bundle: true, format: 'esm',
    platform: 'node', plugins: [ownModules], logLevel: 'silent',
  });
  try {
    return await import(pathToFileURL(bundle).href);
  } finally {
    rmSync(bundle);
  }
}

// Runs a flow with these variables as its __ENV, prints its summary and writes its files. `sample` gets the users, the
// requests since the last time and their 95th percentile.
export async function withAdapter(flow, variables, sample) {
  globalThis.__ENV = variables;
  const module = await importFlow(flow);
  const sampleSeconds = variables.PROFILE === 'smoke' ? 1 : sampleSecondsMax;
  const data = await drive(module, variables.BASE_URL, sampleSeconds, sample);
  for (const [name, text] of Object.entries(module.handleSummary(data))) {
    if (name === 'stdout') process.stdout.write(text);
    else writeFileSync(name, text);
  }
}
