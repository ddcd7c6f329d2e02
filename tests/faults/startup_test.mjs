// What can go wrong when the program starts: one clear sentence each, and what to do.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, unlinkSync, writeFileSync, copyFileSync, chmodSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import test from 'node:test';
import { ask, binary, environment, eventually, run, start, temporaryFolder } from '../support/program.mjs';

const isRoot = process.getuid() === 0;
const nobody = 65534;

// A data folder in which `dev` ran once.
async function usedFolder(t) {
  const folder = path.join(await temporaryFolder(t), 'data');
  const ended = run(['migrate', 'up', '--data-dir', folder]);
  assert.equal(ended.code, 0, ended.stderr);
  return folder;
}

// The program must refuse with exactly one line on stderr that matches everything given.
function assertRefused(ended, code, ...patterns) {
  assert.equal(ended.code, code, ended.stderr);
  const lines = ended.stderr.trim().split('\n');
  assert.equal(lines.length, 1, `one sentence, not:\n${ended.stderr}`);
  for (const pattern of patterns) assert.match(lines[0], pattern);
}

const quiet = ['--log-level', 'error'];
const dev = (folder, ...more) => run(['dev', '--port', '0', '--data-dir', folder, ...quiet, ...more]);

test('--help names every command, and each command its flags', () => {
  const help = run(['--help']);
  assert.equal(help.code, 0);
  for (const word of ['dev', 'serve', 'migrate', 'doctor', 'config', 'Examples:']) {
    assert.match(help.stdout, new RegExp(word));
  }
  const devHelp = run(['dev', '--help']);
  assert.equal(devHelp.code, 0);
  assert.match(devHelp.stdout, /--data-dir DIR/);
  assert.match(devHelp.stdout, /--port PORT.*\n?.*0 to 65535/);
});

test('--version names the version', () => {
  assert.match(run(['--version']).stdout, /^bookingtms \d+\.\d+\.\d+\n$/);
});

test('a wrong word, flag, value or variable is refused by name with exit code 2', () => {
  assertRefused(run(['sing']), 2, /sing/);
  assertRefused(run([]), 2, /subcommand/);
  assertRefused(run(['migrate']), 2, /subcommand/);
  assertRefused(run(['dev', '--prot', '1']), 2, /--prot/);
  assertRefused(run(['dev', '--port', 'x']), 2, /--port must be a whole number from 0 to 65535, not 'x'/);
  assertRefused(run(['serve'], { env: environment({ BOOKINGTMS_PROT: '1' }) }), 2, /BOOKINGTMS_PROT is not a setting/);
  assertRefused(run(['serve', '--config', '/nowhere.toml']), 2, /\/nowhere\.toml/);
});

test('a flag with several values may stand several times, and each is looked at', () => {
  const validate = (...urls) => run(['config', 'validate', ...urls.flatMap((url) => ['--replica-url', url])]);
  assert.equal(validate('postgresql://a@b/c', 'postgresql://d@e/f').code, 0);
  assertRefused(validate('postgresql://a@b/c', 'redis://d'), 2, /--replica-url must be URLs/);
});

test('config show tells each value and its source, and hides secrets', () => {
  const shown = run(['config', 'show', '--port', '99', '--database-url', 'postgresql://a:geheim@h/d'],
    { env: environment({ BOOKINGTMS_QUEUE_MAX: '7' }) });
  assert.equal(shown.code, 0);
  assert.match(shown.stdout, /^port +99 +flag$/m);
  assert.match(shown.stdout, /^queue_max +7 +environment$/m);
  assert.match(shown.stdout, /^hold_ttl_seconds +600 +default$/m);
  assert.doesNotMatch(shown.stdout, /geheim/);
});

test('config validate says whether the settings would do', () => {
  assert.equal(run(['config', 'validate']).code, 0);
  assertRefused(run(['config', 'validate', '--threads', '0']), 2, /--threads/);
});

test('without PostgreSQL the sentence names the package', async (t) => {
  const folder = path.join(await temporaryFolder(t), 'data');
  assertRefused(dev(folder, '--postgres-bin-dir', '/nowhere'), 1, /\/nowhere/, /apt-get install postgresql-15/);
});

test('a data folder in use is refused, naming the process', async (t) => {
  const folder = path.join(await temporaryFolder(t), 'data');
  const first = start(t, ['dev', '--port', '0', '--data-dir', folder]);
  await first.ready(folder);
  assertRefused(dev(folder), 1, new RegExp(`in use by process ${first.child.pid}`), /--data-dir/);
  assert.equal(await first.stop(), 0);
});

test('a taken port is refused, and the private PostgreSQL does not stay behind', async (t) => {
  const folder = await usedFolder(t);
  const other = createServer().listen(0, '127.0.0.1');
  t.after(() => other.close());
  await eventually('listening', () => other.listening);
  const { port } = other.address();
  const ended = run(['dev', '--data-dir', folder, '--port', String(port), ...quiet]);
  assertRefused(ended, 1, new RegExp(`port ${port}`, 'i'), /--port/);
  assert.equal(existsSync(path.join(folder, 'postgres', 'postmaster.pid')), false);
  assert.equal(existsSync(path.join(folder, 'dev.json')), false);
});

test('a data folder of another PostgreSQL version is refused, naming both', async (t) => {
  const folder = await usedFolder(t);
  const version = path.join(folder, 'postgres', 'PG_VERSION');
  writeFileSync(version, '99\n');
  assertRefused(dev(folder), 1, /PostgreSQL 99/, /postgresql-99/, /--data-dir/);
  writeFileSync(version, '12\n');
  assertRefused(dev(folder), 1, /PostgreSQL 12/, /pg_upgrade/);
});

test('something else in the place of the cluster is refused, not overwritten', async (t) => {
  const folder = path.join(await temporaryFolder(t), 'data');
  mkdirSync(path.join(folder, 'postgres'), { recursive: true });
  writeFileSync(path.join(folder, 'postgres', 'letter.txt'), 'dear');
  assertRefused(dev(folder), 1, /not a PostgreSQL data folder/, /Move it away/);
  assert.equal(readFileSync(path.join(folder, 'postgres', 'letter.txt'), 'utf8'), 'dear');
});

test('a data folder that is a file is refused', async (t) => {
  const folder = path.join(await temporaryFolder(t), 'data');
  writeFileSync(folder, '');
  assertRefused(dev(folder), 1, /is not a folder/);
});

// Calls `body` with a folder on a small disk of its own, where the machine lets us mount one.
async function onSmallDisk(t, megabytes, body) {
  const disk = path.join(await temporaryFolder(t), 'disk');
  mkdirSync(disk);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', disk]);
  if (mounted.status !== 0) return t.skip('this machine does not let us mount');
  try {
    return body(path.join(disk, 'data'));
  } finally {
    spawnSync('umount', ['--lazy', disk]);
  }
}

test('a full disk is refused before anything is made', { skip: !isRoot && 'mounting takes root' }, (t) =>
  onSmallDisk(t, 20, (folder) => {
    assertRefused(dev(folder), 1, /MB are free/, /needs 256 MB/, /Free some space/);
    assert.equal(existsSync(path.join(folder, 'postgres')), false);
  }));

test('a disk that became full is said so, and with space the data are there', { skip: !isRoot && 'mounting takes root' }, (t) =>
  onSmallDisk(t, 320, (folder) => {
    assert.equal(run(['migrate', 'up', '--data-dir', folder]).code, 0);
    spawnSync('dd', ['if=/dev/zero', `of=${folder}/filler`, 'bs=64k']);
    assertRefused(dev(folder), 1, /Free some space/);
    unlinkSync(path.join(folder, 'filler'));
    assert.equal(run(['migrate', 'status', '--data-dir', folder]).code, 0);
  }));

test('a folder that PostgreSQL\'s account cannot enter is refused, naming it', { skip: !isRoot && 'needs root' }, async (t) => {
  const closed = path.join(await temporaryFolder(t), 'closed');
  mkdirSync(closed, { mode: 0o700 });
  assertRefused(dev(path.join(closed, 'data')), 1, new RegExp(`may not enter ${closed}`), /\/var\/lib\/bookingtms/);
  assert.equal(existsSync(path.join(closed, 'data')), false);
});

test('somebody else\'s data folder is refused', { skip: !isRoot && 'needs root' }, async (t) => {
  const folder = await usedFolder(t);
  const program = path.join(path.dirname(folder), 'bookingtms');
  copyFileSync(binary, program);
  chmodSync(program, 0o755);
  const ended = spawnSync(program, ['dev', '--data-dir', folder, ...quiet],
    { env: environment(), uid: nobody, gid: nobody, encoding: 'utf8' });
  assertRefused({ code: ended.status, ...ended }, 1, /Start as the owner|belongs to the user/);
});

test('an old migration that changed is refused with its name', async (t) => {
  const folder = await usedFolder(t);
  await withServer(t, folder, (url) => ask(url, "update bookingtms_migrations set checksum = 'other' where version = 1"));
  assertRefused(dev(folder), 1, /0001_\w+ was applied with another text/);
  assertRefused(run(['migrate', 'status', '--data-dir', folder, ...quiet]), 1, /another text/);
});

test('a database that is newer than the program is refused', async (t) => {
  const folder = await usedFolder(t);
  await withServer(t, folder, (url) => ask(url, `insert into bookingtms_migrations (version, name, checksum)
    select max(version) + 1, '9999_future', 'x' from bookingtms_migrations`));
  assertRefused(dev(folder), 1, /newer than this program/, /9999_future/);
});

test('a database URL that leads nowhere is refused without showing its password', () => {
  const words = ['serve', '--database-url', 'postgresql://app:geheim@127.0.0.1:1/x', ...quiet];
  // Nodes that share a database share a secret, so none is made up here.
  assertRefused(run(words), 1, /There is no secret key/, /BOOKINGTMS_SECRET_KEY/);
  const ended = run(words, { env: environment({ BOOKINGTMS_SECRET_KEY: randomBytes(32).toString('hex') }) });
  assertRefused(ended, 1, /Could not reach the database/);
  assert.doesNotMatch(ended.stderr, /geheim/);
});

test('commands beside the server join it where it runs, and start it where it does not', async (t) => {
  const folder = path.join(await temporaryFolder(t), 'data');
  assertRefused(run(['doctor', '--data-dir', folder]), 1, /no database in/, /bookingtms dev/);
  assert.equal(run(['migrate', 'up', '--data-dir', folder]).code, 0);
  const stopped = run(['migrate', 'status', '--data-dir', folder]);
  assert.equal(stopped.code, 0, stopped.stderr);
  assert.match(stopped.stdout, /^0001_\w+ +applied \d{4}-/m);
  assert.doesNotMatch(stopped.stdout, /pending/);

  await withServer(t, folder, () => {
    assert.equal(run(['migrate', 'status', '--data-dir', folder]).stdout, stopped.stdout);
    const healthy = run(['doctor', '--data-dir', folder]);
    assert.equal(healthy.code, 0, healthy.stdout);
    assert.match(healthy.stdout, /All is well/);
  });
});

test('doctor finds what is wrong, says what to do, and fails', async (t) => {
  const folder = await usedFolder(t);
  await withServer(t, folder, (url) => {
    ask(url, 'create table leak (id int)');
    const ended = run(['doctor', '--data-dir', folder]);
    assert.equal(ended.code, 1);
    assert.match(ended.stdout, /^FAULT row_level_security\.sql: 1 row\./m);
    assert.match(ended.stdout, /^ok +fsync$/m);
    assert.match(ended.stdout, /^ok +Stripe: not set up/m);
  });
});

test('doctor looks at the settings of Stripe, and never prints them', async (t) => {
  const folder = await usedFolder(t);
  const key = `sk_live_${randomBytes(12).toString('hex')}`;
  const secret = `whsec_${randomBytes(12).toString('hex')}`;
  const cases = [
    [[key, `${secret},whsec_old`], 0, /^ok +Stripe: a key for real money and 2 webhook secrets$/m],
    [['rk_test_abc', secret], 0, /^ok +Stripe: a key for test payments and 1 webhook secret$/m],
    [[key, ''], 1, /^FAULT Stripe: there is no webhook secret/m],
    [['', secret], 1, /^FAULT Stripe: webhook secrets are set, but no key/m],
    [[`${key} `, secret], 1, /^FAULT Stripe: the key is none of Stripe's/m],
  ];
  await withServer(t, folder, () => {
    for (const [[stripeKey, secrets], code, line] of cases) {
      const settings = { BOOKINGTMS_STRIPE_SECRET_KEY: stripeKey, BOOKINGTMS_STRIPE_WEBHOOK_SECRETS: secrets };
      const ended = run(['doctor', '--data-dir', folder], { env: environment(settings) });
      assert.match(ended.stdout, line);
      assert.equal(ended.code, code, ended.stdout);
      assert.ok(!ended.stdout.includes(key.slice(8)) && !ended.stdout.includes(secret.slice(6)), ended.stdout);
    }
  });
});

test('dev.json is whole, for its owner only, and gone after the stop', async (t) => {
  const folder = path.join(await temporaryFolder(t), 'data');
  const program = start(t, ['dev', '--port', '0', '--data-dir', folder]);
  const described = await program.ready(folder);
  assert.equal(statSync(path.join(folder, 'dev.json')).mode & 0o777, 0o600);
  assert.match(described.url, /^http:\/\/localhost:\d+$/);
  assert.equal(ask(described.database_url, 'select count(*) from organizations where not is_platform'), '2');
  assert.equal(described.embeds.length, 2);
  for (const embed of described.embeds) {
    assert.match(embed.embed_key, /^emb_/);
    assert.ok(embed.organization.length > 0);
    assert.ok(embed.activity_ids.length > 0);
    assert.ok(program.stdout.includes(`${described.url}/book/${embed.embed_key}`));
  }
  assert.deepEqual(described.users.map(({ role }) => role).sort(), ['platform-admin', 'super-admin', 'super-admin']);
  for (const { email, password } of described.users) {
    const signedIn = await fetch(`${described.url}/v1/auth/login`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ email, password }),
    });
    assert.equal(signedIn.status, 200);
  }
  assert.ok(program.stdout.includes(`${described.url}/docs`));
  assert.ok(program.stdout.includes(`${described.url}/health`));
  assert.equal(await program.stop(), 0);
  assert.equal(existsSync(path.join(folder, 'dev.json')), false);
});

// Runs `body` with the URL of a database whose server `dev` runs in the folder.
async function withServer(t, folder, body) {
  const program = start(t, ['dev', '--port', '0', '--data-dir', folder]);
  const { database_url: url } = await program.ready(folder);
  await body(url);
  assert.equal(await program.stop(), 0);
}
