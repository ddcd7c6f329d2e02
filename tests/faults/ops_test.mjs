// What operators are given works: each configuration of ops/ is accepted by the program it is for, the unit is closed
// tightly, and the Debian package holds what it should. packaging/try-package installs that package for real.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { binary, eventually, run as program, temporaryFolder } from '../support/program.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const undone = [];
let folder;
before(async () => { folder = await temporaryFolder({ after: (undo) => undone.unshift(undo) }); });
after(async () => {
  for (const undo of undone) await undo();
});

// Runs a command to its end and gives what it printed, both ways. It must succeed.
function run(command, words, options = {}) {
  const ended = spawnSync(command, words, { encoding: 'utf8', timeout: 60_000, ...options });
  if (ended.error) throw ended.error;
  assert.equal(ended.status, 0, `${command} ${words.join(' ')}: ${ended.stdout}${ended.stderr}`);
  return ended.stdout + ended.stderr;
}

// A copy of a file of ops/ in which machine-specific texts are replaced; each must be there.
function adapt(file, replacements) {
  const text = replacements.reduce((content, [from, to]) => {
    assert.match(content, from, `${file} has no ${from}`);
    return content.replace(from, to);
  }, readFileSync(path.join(root, file), 'utf8'));
  const copy = path.join(folder, path.basename(file));
  writeFileSync(copy, text);
  return copy;
}

test('HAProxy accepts its configuration', () => {
  const certificates = path.join(folder, 'certificates');
  mkdirSync(certificates);
  const pem = path.join(certificates, 'site.pem');
  run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=book.example.com', '-days', '1',
    '-keyout', `${pem}.key`, '-out', pem]);
  writeFileSync(pem, readFileSync(pem, 'utf8') + readFileSync(`${pem}.key`, 'utf8'));
  run('rm', [`${pem}.key`]);
  const file = adapt('ops/haproxy/haproxy.cfg', [[/\/etc\/haproxy\/certificates\//, `${certificates}/`]]);
  // -dW: a warning counts.
  run('haproxy', ['-c', '-dW', '-f', file]);
});

test('PgBouncer and Redis start with their configurations', async (t) => {
  const users = path.join(folder, 'userlist.txt');
  writeFileSync(users, '"bookingtms" "secret"\n');
  const socket = path.join(folder, 'sockets');
  mkdirSync(socket, { mode: 0o777 });
  run('chmod', ['0777', socket]);
  const own = `unix_socket_dir = ${socket}\n`;
  const bouncer = adapt('ops/pgbouncer/pgbouncer.ini', [[/listen_addr = .*\n/, own], [/auth_file = .*\n/, `auth_file = ${users}\n`]]);
  const redis = adapt('ops/redis/redis.conf', [[/^port 6379$/m, `port 0\nunixsocket ${socket}/redis`]]);
  const asUser = process.getuid() === 0 ? ['-u', 'nobody'] : [];
  const starting = [['pgbouncer', [...asUser, bouncer], /process up/], ['redis-server', [redis], /ready to accept connections/i]];
  for (const [command, words, upAndRunning] of starting) {
    const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    t.after(() => child.kill('SIGKILL'));
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => { said += piece; });
    await eventually(`${command}: ${upAndRunning}`, () => {
      assert.equal(child.exitCode, null, said);
      return upAndRunning.test(said);
    }, 15);
    assert.doesNotMatch(said, /WARNING.*(unrecognized|unknown)|ERROR|FATAL/);
  }
});

test('PostgreSQL accepts the settings of a primary and of its standby', () => {
  for (const name of ['primary', 'standby']) {
    const data = path.join(folder, name);
    mkdirSync(data, { mode: 0o700 });
    cpSync(path.join(root, `ops/postgresql/${name}.conf`), path.join(data, 'postgresql.conf'));
    writeFileSync(path.join(data, 'postgresql.auto.conf'), '');
    const isRoot = process.getuid() === 0;
    if (isRoot) run('chown', ['-R', 'postgres:', data]);
    const bin = run('sh', ['-c', 'ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1']).trim();
    const words = [path.join(bin, 'postgres'), '-D', data, '-C', 'jit'];
    const asServer = ['--reuid=postgres', '--regid=postgres', '--init-groups'];
    assert.equal((isRoot ? run('setpriv', [...asServer, ...words]) : run(words[0], words.slice(1))).trim(), 'off');
  }
});

test('systemd accepts the unit, and finds little that it leaves open', () => {
  const unit = adapt('packaging/debian/bookingtms.service', [[/ExecStart=\/usr\/bin\/bookingtms/, `ExecStart=${binary}`]]);
  assert.doesNotMatch(run('systemd-analyze', ['verify', '--man=no', unit]), /bookingtms\.service/);
  const verdict = run('systemd-analyze', ['security', '--offline=true', '--no-pager', unit]);
  const [, exposure] = verdict.match(/Overall exposure level for \S+: ([\d.]+)/);
  assert.ok(Number(exposure) <= 1.5, verdict);
});

test('the package has the program, its unit and its settings, and needs what the program needs', () => {
  const made = spawnSync(path.join(root, 'packaging/build-deb'), [binary, folder, '1.2.3'], { encoding: 'utf8', timeout: 60_000 });
  assert.equal(made.status, 0, made.stderr);
  const file = made.stdout.trim();
  const field = (name) => run('dpkg-deb', ['--field', file, name]).trim();
  assert.equal(field('Version'), '1.2.3');
  for (const library of ['libc6', 'libpq5', 'libsodium23', 'libcurl4', 'libhiredis0.14']) {
    assert.match(field('Depends'), new RegExp(`\\b${library.replaceAll('.', '\\.')}\\b`));
  }
  assert.match(field('Recommends'), /postgresql-15/);
  const contents = path.join(folder, 'contents');
  run('dpkg-deb', ['--raw-extract', file, contents]);
  assert.equal(readFileSync(path.join(contents, 'DEBIAN/conffiles'), 'utf8').trim(), '/etc/bookingtms/bookingtms.toml');
  const listed = run('dpkg-deb', ['--contents', file]);
  assert.match(listed, /-rw-r----- root\/root .* \.\/etc\/bookingtms\/bookingtms\.toml\n/);
  assert.match(listed, /-rwxr-xr-x root\/root .* \.\/usr\/bin\/bookingtms\n/);
  assert.match(listed, /\.\/lib\/systemd\/system\/bookingtms\.service\n/);
  for (const script of ['postinst', 'prerm', 'postrm']) run('sh', ['-n', path.join(contents, 'DEBIAN', script)]);
  const settings = path.join(contents, 'etc/bookingtms/bookingtms.toml');
  const shown = program(['config', 'validate', '--config', settings]);
  assert.equal(shown.code, 0, shown.stderr);
});
