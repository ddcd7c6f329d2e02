// Writes docs/reference/settings.md, cli.md, errors.md and permissions.md from the program and its source, so that they
// are true: scripts/make-reference.mjs [BINARY]. A test compares the pages with what this would write.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file) => readFileSync(path.join(root, file), 'utf8');
const made = '<!-- Written by scripts/make-reference.mjs. Change the program, then run that again. -->\n';

function run(binary, words) {
  // What the person at this machine has set must not get into the page.
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('BOOKINGTMS_')));
  const ended = spawnSync(binary, words, { encoding: 'utf8', env: environment });
  if (ended.error) throw ended.error;
  if (ended.status !== 0) throw new Error(`${binary} ${words.join(' ')}: ${ended.stderr}`);
  return ended.stdout;
}

// Flags of a command by group: [[group, [{flag, takes, help, range, fallback}]]].
function settingsOf(help) {
  const groups = [];
  // A flag too long for its column has its help on the next line.
  for (const line of help.replace(/^( {2}--\S+ \S+)\n\s+/gm, '$1  ').split('\n')) {
    const group = line.match(/^([A-Z]\w+):$/);
    if (group) groups.push([group[1], []]);
    const setting = line.match(/^ {2}--([\w-]+) (\S+)\s+(.*?)(?: \((-?\d+ to \d+)\))?(?: \[(.*)\])?$/);
    if (setting) {
      const [, flag, takes, text, range, fallback] = setting;
      groups.at(-1)?.[1].push({ flag, takes, help: text, range, fallback });
    }
  }
  return groups.filter(([, settings]) => settings.length > 0);
}

// Defaults that depend on the machine on which this runs.
const otherDefaults = { threads: 'one per core, at most 4' };

function settingsPage(binary) {
  const rows = settingsOf(run(binary, ['serve', '--help'])).filter(([group]) => group !== 'Settings').map(([group, settings]) => {
    const lines = settings.map(({ flag, takes, help, range, fallback }) => {
      const otherwise = otherDefaults[flag] ?? (fallback === undefined ? 'empty' : `\`${fallback}\``);
      return `| \`--${flag}\` | ${takes}${range ? `, ${range}` : ''} | ${otherwise} | ${help} |`;
    });
    return `## ${group}\n\n| flag | value | default | meaning |\n|---|---|---|---|\n${lines.join('\n')}\n`;
  });
  return `# Settings

${made}
Every setting is a flag, an environment variable and a key of the settings file:

| place | spelling | example |
|---|---|---|
| flag | \`--hold-ttl-seconds 300\` | \`bookingtms serve --hold-ttl-seconds 300\` |
| environment | \`BOOKINGTMS_\` and the name in capitals | \`BOOKINGTMS_HOLD_TTL_SECONDS=300\` |
| file | TOML, top level, the name with underscores | \`hold_ttl_seconds = 300\` |

A flag wins over the environment, the environment over the file, the file over the default. The file is named by
\`--config FILE\` or \`BOOKINGTMS_CONFIG\`; without either there is none. A name that is not a setting is refused, in the
file and in the environment, and so is a value out of range: the program does not start, and says which.

\`bookingtms config show\` prints every setting with its value and where that is from; \`database_url\`, which may hold a
password, is hidden. Give that one by the environment or the file: other users of the machine see command lines.
\`bookingtms config validate\` only checks.

The table itself stands in \`src/config/settings.cpp\`.

${rows.join('\n')}`;
}

// Every command with the words that follow it, in the order of --help: [{words, help}].
function commandsOf(binary, prefix = []) {
  const help = run(binary, [...prefix, '--help']);
  const list = help.match(/^Subcommands:\n((?: {2}.*\n)+)/m)?.[1] ?? '';
  return list.trimEnd().split('\n').filter(Boolean).flatMap((line) => {
    const [, name, text] = line.match(/^ {2}(\S+)\s+(.*)$/);
    const below = commandsOf(binary, [...prefix, name]);
    if (below.length > 0) return below;
    const usage = run(binary, [...prefix, name, '--help']).match(/^Usage: bookingtms (.*)$/m)[1];
    return [{ words: usage.replace(' [OPTIONS]', ''), help: text }];
  });
}

function commandsPage(binary) {
  const rows = commandsOf(binary).map(({ words, help }) => `| \`bookingtms ${words}\` | ${help} |`);
  const codes = [...read('src/cli/exit_code.hpp').matchAll(/int exit_(\w+) = (\d+);(?:\s*\/\/ (.*))?/g)]
    .map(([, name, code, why]) => `| ${code} | ${why ?? name} |`);
  return `# Command line

${made}
| command | what it does |
|---|---|
${rows.join('\n')}

Words in capitals are ids and files; those in brackets may be left out. Every command except \`routes\` takes every
[setting](settings.md) as a flag, so one file and one environment serve them all. Without \`--database-url\` a command
works on the private PostgreSQL in the data folder: it joins the server that runs there, or starts it and stops it
again. Output goes to stdout, errors and the log to stderr.

## Exit codes

| code | meaning |
|---|---|
${codes.join('\n')}

## The data folder

\`bookingtms dev\`, and \`serve\` without \`--database-url\`, keep everything in \`--data-dir\`. When root starts the program
and the account that runs PostgreSQL cannot enter the working directory, the default is \`/var/lib/bookingtms\` instead
of \`.bookingtms\`; \`dev\` prints which. While \`dev\` runs, \`dev.json\` in that folder tells scripts where things are, and
only its owner can read it:
\`{url, database_url, embeds: [{organization, embed_key, activity_ids}], users: [{email, password, role, organization}]}\`.
`;
}

// Codes in the order of base/error.hpp with their comment, and what api/problem.cpp sends for each.
function errorsPage() {
  const codes = [...read('src/base/error.hpp').match(/enum class ErrorCode \{([\s\S]*?)\n\};/)[1]
    .matchAll(/^ {4}(\w+),(?: +\/\/ (.*))?$/gm)];
  const kinds = new Map([...read('src/api/problem.cpp')
    .matchAll(/case ErrorCode::(\w+):\s*return \{(\d+), "[^"]*",\s*"([^"]*)"\};/g)]
    .map(([, code, status, sentence]) => [code, { status, sentence }]));
  const rows = codes.filter(([, code]) => kinds.has(code)).map(([, code, comment]) => {
    const { status, sentence } = kinds.get(code);
    return `| \`${code}\` | ${status} | ${sentence} | ${comment ?? ''} |`;
  });
  const rest = codes.filter(([, code]) => !kinds.has(code)).map(([, code]) => `\`${code}\``);
  return `# Errors

${made}
Every error is an RFC 9457 problem: \`application/problem+json\` with \`type\`, \`title\`, \`status\`, \`detail\`, \`code\` and
\`request_id\`. \`code\` is the stable name to program against; \`detail\` is a sentence for people and may change. \`param\`
names the field at fault, as a JSON pointer into the body (\`/customer/email\`) or as the name of a query parameter
(\`from\`). \`capacity_remaining\` and \`version\` come with refusals of a hold after the session was found;
\`min_party\` and \`max_party\` come with \`invalid_spots\`. The order in which an operation checks things is part of its
description in \`openapi/openapi.yaml\`.

A 429 or 503 may carry \`Retry-After\` in seconds. After a 503 nothing was changed, with one exception, which its
\`detail\` names: the answer of the database was lost. Then repeat the request with the same \`Idempotency-Key\`.

| code | status | what it says | when |
|---|---|---|---|
${rows.join('\n')}

Anything else is a 500 with the code \`internal\` and without details; the log has the cause under the \`request_id\`. Codes
that no request ever gets but \`internal\` stands for: ${rest.filter((code) => code !== '`internal`').join(', ')}.

Codes are listed in \`src/base/error.hpp\`; \`src/api/problem.cpp\` is the only place where one becomes HTTP.
`;
}

// The matrix of sql/functions/05_permissions.sql, and which paths ask for which permission.
function permissionsPage(binary) {
  const actors = ['staff', 'manager', 'admin', 'org-admin', 'super-admin', 'platform admin', 'API key'];
  const matrix = [...read('sql/functions/05_permissions.sql')
    .matchAll(/^ {8}\('([a-z_:]+)',\s*((?:true|false)(?:,\s*(?:true|false))*)\)/gm)]
    .map(([, permission, values]) => [permission, values.split(/,\s*/).map((value) => value === 'true')]);
  const routes = run(binary, ['routes']).trim().split('\n').map((line) => line.trim().split(/\s+/));
  const rows = matrix.map(([permission, values]) =>
    `| \`${permission}\` | ${values.map((may) => (may ? 'yes' : '')).join(' | ')} |`);
  const takes = [...matrix.map(([permission]) => permission), 'signed_in'].map((access) => {
    const paths = routes.filter((route) => route[2] === access).map(([method, path]) => `\`${method} ${path}\``);
    return [access, paths];
  }).filter(([, paths]) => paths.length > 0).map(([access, paths]) => `| \`${access}\` | ${paths.join('<br>')} |`);
  return `# Permissions

${made}
Who may do what. A user has the permissions of their role in their organization; an API key has its scopes, which are
permissions that keys may have. Platform admins have all of them in the organization that they work in. The roles stand
in order: who grants a role or changes a user must stand above it.

| permission | ${actors.join(' | ')} |
|---|${actors.map(() => '---').join('|')}|
${rows.join('\n')}

The matrix is \`sql/functions/05_permissions.sql\`, and nothing else: the policies of the tables and the functions ask it,
and the API asks the database with every request. \`tests/sql/permissions.sql\` compares it with what every table does
for every kind of actor.

## What each path takes

\`signed_in\` is any user or key. Paths that are not here are open to everybody.

| permission | paths |
|---|---|
${takes.join('\n')}

## What reads a replica

Where [read replicas](../how-to/replicas-and-failover.md) are given, these paths read one that has all that the primary
has; who asks and what they may do is asked of the primary first. Every other path reads the primary alone.

${routes.filter(([, , , reads]) => reads === 'replica').map(([method, path]) => `- \`${method} ${path}\``).join('\n')}
`;
}

// {path: text} of every page.
export function pages(binary) {
  return {
    'docs/reference/settings.md': settingsPage(binary),
    'docs/reference/cli.md': commandsPage(binary),
    'docs/reference/errors.md': errorsPage(),
    'docs/reference/permissions.md': permissionsPage(binary),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const written = pages(path.resolve(process.argv[2] ?? path.join(root, 'build/release/bookingtms')));
  for (const [file, text] of Object.entries(written)) writeFileSync(path.join(root, file), text);
}
