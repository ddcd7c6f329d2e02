// Runs a flow against a server, and writes what came of it: see `help`.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { withAdapter } from './adapter/run.mjs';

const help = `load/run [FLOW] [OPTIONS] [-- FLAG...]

FLOW is booking-flow (default), availability-check or dashboard-load.
Without --url or --dev a server with data of its own is started, and stopped at the end; FLAGs are for it.

  --profile P      smoke (default), load, stress, spike (the task list's, 16 min) or soak (22 min)
  --minutes N      the profile's stages, stretched or shortened to N minutes together
  --think F        how long users think between requests, as a factor (1)
  --p95 MS         the threshold of the 95th percentile of all requests (200)
  --out FILE       where the result goes as JSON (load-result.json)
  --dev FILE       the server and the demo tenant of this dev.json, which \`bookingtms dev\` writes
  --url URL        this server, with --embed-key KEY, or --email and the variable LOAD_PASSWORD for dashboard-load
  --allow-remote   a server that is not on this machine: it gets real bookings

Ends with 1 where a threshold is missed or the data are wrong afterwards, and with 2 where it cannot run.`;

const flows = ['booking-flow', 'availability-check', 'dashboard-load'];

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      profile: { type: 'string', default: 'smoke' }, minutes: { type: 'string' }, p95: { type: 'string' },
      think: { type: 'string' }, out: { type: 'string', default: 'load-result.json' }, dev: { type: 'string' }, url: { type: 'string' },
      'embed-key': { type: 'string' }, email: { type: 'string' }, 'allow-remote': { type: 'boolean' },
      help: { type: 'boolean' },
    },
    args: process.argv.slice(2).filter((_, place, all) => !all.slice(0, place + 1).includes('--')),
  });
  const [flow = flows[0], ...more] = positionals;
  if (!flows.includes(flow) || more.length > 0) throw new Error(`There is no flow "${positionals.join(' ')}". Flows: ${flows.join(', ')}.`);
  const end = process.argv.indexOf('--');
  return { ...values, flow, flags: end < 0 ? [] : process.argv.slice(end + 1) };
}

// The server that --url or --dev name. It is not ours, so nothing is measured in it or checked in its database.
function givenServer({ dev, url, 'embed-key': embedKey, email }) {
  if (url) return { variables: { BASE_URL: url, EMBED_KEY: embedKey, EMAIL: email, PASSWORD: process.env.LOAD_PASSWORD } };
  const description = JSON.parse(readFileSync(dev, 'utf8'));
  const { email: owner, password } = description.users.find((user) => user.role === 'super-admin');
  return {
    variables: { BASE_URL: description.url, EMBED_KEY: description.embeds[0].embed_key, EMAIL: owner, PASSWORD: password },
  };
}

// Runs k6. Gives false where it is not installed.
async function withK6(flow, variables) {
  const words = ['run', ...Object.entries(variables).flatMap(([name, value]) => ['-e', `${name}=${value}`]), `${flow}.ts`];
  const child = spawn('k6', words, { cwd: fileURLToPath(new URL('.', import.meta.url)), stdio: 'inherit' });
  return new Promise((settle, fail) => {
    child.once('error', (error) => (error.code === 'ENOENT' ? settle(false) : fail(error)));
    // 99: a threshold was missed, which the result says too.
    child.once('exit', (code) => (code === 0 || code === 99 ? settle(true) : fail(new Error(`k6 ended with ${code}.`))));
  });
}

function defined(variables) {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined));
}

async function main() {
  const options = readArguments();
  if (options.help) return console.log(help);
  const loadBefore = loadavg()[0];
  // Only where it is needed, because it reads the whole contract.
  const own = options.dev || options.url ? null : await (await import('./server.mjs')).startLoadServer(options);
  try {
    const draft = path.join(tmpdir(), `load-result-${process.pid}.json`);
    const variables = defined({
      ...(own ?? givenServer(options)).variables, FLOW: options.flow, PROFILE: options.profile, MINUTES: options.minutes,
      P95_MS: options.p95, THINK: options.think, ALLOW_REMOTE: options['allow-remote'] ? '1' : undefined, RESULT_FILE: draft,
    });
    const isK6 = await withK6(options.flow, variables);
    if (!isK6) await withAdapter(options.flow, variables, (row) => own?.sample(row));
    const result = JSON.parse(readFileSync(draft, 'utf8'));
    result.driver = isK6 ? 'k6' : 'adapter';
    result.machine = {
      processors: cpus().length, model: cpus()[0].model, memory_gb: Math.round(totalmem() / 2 ** 30), load_before: loadBefore,
    };
    if (own) Object.assign(result, await own.findings(result));
    writeFileSync(options.out, `${JSON.stringify(result, null, 2)}\n`);
    for (const problem of result.problems ?? []) console.log(`  WRONG: ${problem}`);
    console.log(`  ${result.passed ? 'passed' : 'FAILED'}; ${options.out}`);
    process.exitCode = result.passed ? 0 : 1;
  } finally {
    await own?.stop();
  }
  return undefined;
}

await main().catch((error) => {
  console.error(`load/run: ${error.message}`);
  process.exitCode = 2;
});
