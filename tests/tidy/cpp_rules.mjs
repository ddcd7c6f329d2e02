// What our C++ must not contain: each rule takes the text of a file and gives the faults that it finds,
// as [{line, says}]. The probes of cpp_rules_test.mjs show what each finds and what it lets pass.

// The same text with comments and literals blanked, line by line as long as before, so that a word in a
// sentence is not taken for code.
export function codeOf(text) {
  const blank = (part) => part.replace(/[^\n]/g, ' ');
  const literal = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|R"(\w*)\([\s\S]*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'/g;
  return text.replace(literal, (part) => (part[0] === '/' ? blank(part) : part[0] + blank(part.slice(1, -1)) + part.at(-1)));
}

function lineAt(text, index) {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < index; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

// Whether the brace after `head` (the text since the last ; { or }) opens a block and not a list of values.
function opensBlock(head, parent) {
  const text = head.trim();
  if (text === '') return parent !== 'values';
  if (/(^|\W)(else|do|try)$/.test(text) || /(^|\s)(case\b.*|default|public|private|protected)\s*:$/s.test(text)) return true;
  if (/(^|\s)(namespace|struct|class|enum|union)\b[^=()]*$/.test(text) || /^extern\b[^=(]*$/.test(text)) return true;
  // A function, a statement with a condition, or a lambda, whatever stands between ) or ] and the brace.
  return /(\)|\])\s*(const|noexcept|override|final|mutable|try|\s)*(->\s*[\w:<>,&*\s]+)?$/.test(text)
    || /\)\s*(const|noexcept|\s)*:[^;]*\)$/.test(text);
}

// Every brace pair as {open, close, kind: 'block' | 'values', head, parent}.
function bracePairs(code) {
  const pairs = [];
  const stack = [];
  let headBegin = 0;
  let round = 0;
  for (let i = 0; i < code.length; i += 1) {
    const character = code[i];
    if (character === '(') round += 1;
    if (character === ')') round -= 1;
    if (character === ';' && round === (stack.at(-1)?.round ?? 0)) headBegin = i + 1;
    if (character === '#' && /^\s*$/.test(code.slice(code.lastIndexOf('\n', i) + 1, i))) {
      const end = code.indexOf('\n', i);
      i = end === -1 ? code.length : end;
      headBegin = i;
    }
    if (character === '{') {
      const head = code.slice(headBegin, i);
      const parent = stack.at(-1);
      const kind = opensBlock(head, parent?.kind) ? 'block' : 'values';
      const pair = { open: i, close: code.length, kind, head, parent, round };
      pairs.push(pair);
      stack.push(pair);
      headBegin = i + 1;
    }
    if (character === '}') {
      const pair = stack.pop();
      if (pair) pair.close = i;
      headBegin = i + 1;
    }
  }
  return pairs;
}

// docs/decisions/0002: g++ 12 frees twice what is braced or captured inside a co_await expression, and what
// is awaited inside braces.
export function coAwaitFaults(text) {
  const code = codeOf(text);
  const pairs = bracePairs(code);
  const faults = [];
  for (const { index } of code.matchAll(/\bco_await\b/g)) {
    const line = lineAt(code, index);
    let depth = 0;
    for (let i = index; i < code.length; i += 1) {
      if ('(['.includes(code[i])) depth += 1;
      if (')]'.includes(code[i])) depth -= 1;
      if (depth < 0 || (code[i] === ';' && depth === 0)) break;
      if (code[i] === '}') break;
      if (code[i] === '{') {
        faults.push({ line, says: 'braces or a lambda inside a co_await expression: name it first' });
        break;
      }
    }
    const around = pairs.filter((pair) => pair.open < index && index < pair.close).at(-1);
    if (around?.kind === 'values') faults.push({ line, says: 'co_await inside braces: name its result first' });
  }
  return faults;
}

// A coroutine that is suspended outlives what its caller passed by reference.
export function coroutineParameterFaults(text) {
  const code = codeOf(text);
  const faults = [];
  const coroutine = /\bTask<[^;{}()]*>\s+([\w:~]+)\(/g;
  for (const match of code.matchAll(coroutine)) {
    let depth = 1;
    let end = match.index + match[0].length;
    const begin = end;
    for (; end < code.length && depth > 0; end += 1) {
      if (code[end] === '(') depth += 1;
      if (code[end] === ')') depth -= 1;
    }
    if (/&/.test(code.slice(begin, end - 1))) {
      faults.push({ line: lineAt(code, match.index), says: `${match[1]}() is a coroutine: take its parameters by value` });
    }
  }
  return faults;
}

export const functionLinesMax = 70;

export function longFunctionFaults(text) {
  const code = codeOf(text);
  const faults = [];
  for (const { open, close, kind, head, parent } of bracePairs(code)) {
    const isFunction = kind === 'block' && /\)/.test(head) && !/^\s*(if|for|while|switch|catch)\b/.test(head)
      && (!parent || /\b(namespace|struct|class|extern)\b/.test(parent.head));
    const lines = lineAt(code, close) - lineAt(code, open) + 1;
    // A switch with one return per case is a table, and the compiler tells when a row is missing.
    const isTable = /^\s*switch\b/.test(code.slice(open + 1)) && !/\b(if|for|while|auto|const)\b/.test(code.slice(open, close));
    if (isFunction && !isTable && lines > functionLinesMax) {
      faults.push({ line: lineAt(code, open), says: `a function of ${lines} lines; at most ${functionLinesMax}` });
    }
  }
  return faults;
}

// What not to write, what to write instead, and where it is right all the same.
const banned = [
  [/\b(?:std::)?(?:sto(?:i|l|ll|ul|ull|f|d|ld)|ato[ifl]|strto\w+)\s*\(/, 'base::parse_integer(): it says when the text is no number'],
  [/\b(?:std::)?(?:v?[sf]?printf|puts)\s*\(/, 'obs::log(), std::to_string(), std::snprintf() or, in src/cli, std::cout'],
  [/\bstd::(?:cout|cerr|clog)\b/, 'obs::log()', /^src\/(cli\/|main\.cpp$)/],
  [/\b(?:std::)?(?:system|popen)\s*\(/, 'pg::ChildProcess, which starts no shell'],
  [/\b(?:usleep|nanosleep|sleep|sleep_for|sleep_until)\s*\(/, 'a timer of the executor, awaited',
    // Run before or beside the server, on threads of their own.
    /^src\/pg\/(migrate|cluster)\.cpp$/],
  [/\bgetenv\s*\(|\benviron\b/, 'a setting of src/config/settings.cpp',
    // PATH is no setting of ours.
    /^src\/(cli\/command_line|pg\/binaries)\.cpp$/],
  // A private constructor and an aggregate are out of reach of make_unique().
  [/(?<!unique_ptr<[^;(]+>\s*\w*\(\s*)\bnew\b/, 'std::make_unique() or std::make_shared()'],
  [/(?<!=\s*)\bdelete\b/, 'an owner that frees it: std::unique_ptr, std::vector'],
  [/\b(?:malloc|calloc|realloc|strcpy|strcat|gets)\s*\(/, 'std::string, std::vector'],
  [/\b(?:std::)?s?rand\s*\(/, 'base::random_hex(), base::random_code(), or a seeded std::mt19937'],
  [/\bsystem_clock::now\b/, 'base::Clock, so that tests can hold time still', /^src\/base\/clock\.hpp$/],
  [/\busing\s+namespace\b/, 'the full name, or an alias'],
  [/\bstd::regex\b/, 'a few lines of plain code: std::regex recurses by the length of its input'],
  [/\bdynamic_pointer_cast\b|\bdynamic_cast\b/, 'a virtual function or a std::variant'],
];

export function bannedCallFaults(path, text) {
  const code = codeOf(text);
  return banned.flatMap(([pattern, instead, allowedIn]) => (allowedIn?.test(path) ? []
    : [...code.matchAll(new RegExp(pattern, 'g'))].map((found) => ({
      line: lineAt(code, found.index),
      says: `${found[0].trim()} is not for this place; use ${instead}`,
    }))));
}

// What each folder of src/ may include besides itself (ARCHITECTURE.md shows the picture). A file includes
// only what stands to the left of it.
const mayInclude = {
  base: [],
  obs: ['base'],
  config: ['base'],
  crypto: ['base'],
  domain: ['base'],
  pg: ['base', 'obs'],
  http: ['base', 'obs'],
  redis: ['base', 'obs'],
  cache: ['base', 'redis'],
  outbound: ['base', 'crypto', 'obs'],
  store: ['base', 'domain', 'pg'],
  services: ['base', 'cache', 'crypto', 'domain', 'redis', 'store', 'outbound', 'obs'],
  api: ['base', 'cache', 'crypto', 'domain', 'redis', 'store', 'services', 'http', 'obs'],
  pages: ['base', 'crypto', 'domain', 'store', 'services', 'http', 'obs', 'api'],
  jobs: ['base', 'cache', 'crypto', 'domain', 'pg', 'store', 'services', 'obs'],
  cli: ['base', 'cache', 'crypto', 'domain', 'pg', 'redis', 'outbound', 'store', 'services', 'http', 'obs', 'api', 'pages',
    'jobs', 'config'],
  'main.cpp': ['base', 'cli', 'config'],
};

// Libraries that stay behind one door, so that they can be replaced there and cost compile time only there.
const doors = [
  [/^boost\/beast/, /^src\/http\//, 'src/http'],
  [/^boost\/url/, /^src\/(http\/|api\/order_input\.cpp$)/, 'src/http and src/api/order_input.cpp'],
  [/^(spdlog|fmt)\//, /^src\/obs\/log\.cpp$/, 'src/obs/log.cpp'],
  [/^prometheus\//, /^src\/obs\/metrics\.cpp$/, 'src/obs/metrics.cpp'],
  [/^CLI\//, /^src\/cli\//, 'src/cli'],
  [/^toml\+\+\//, /^src\/config\/file\.cpp$/, 'src/config/file.cpp'],
  [/^kainjow\//, /^src\/(pages\/render|services\/mail_content)\.cpp$/, 'src/pages/render.cpp and src/services/mail_content.cpp'],
  [/^date\//, /^src\/domain\/time_zone\.cpp$/, 'src/domain/time_zone.cpp'],
  [/^libpq/, /^src\/pg\//, 'src/pg'],
  [/^hiredis\//, /^src\/redis\//, 'src/redis'],
  [/^curl\//, /^src\/outbound\//, 'src/outbound'],
  [/^openssl\//, /^src\/base\//, 'src/base'],
  [/^(sodium|liboath\/)/, /^src\/crypto\//, 'src/crypto'],
];

export const folders = Object.keys(mayInclude);

export function includeFaults(path, text) {
  const faults = [];
  const folder = path.split('/')[1];
  text.split('\n').forEach((code, index) => {
    const found = code.match(/^\s*#\s*include\s*(["<])([^">]+)[">]/);
    if (!found) return;
    const [, quote, target] = found;
    const line = index + 1;
    const theirs = target.split('/')[0];
    if (quote === '"' && theirs !== folder && !mayInclude[folder]?.includes(theirs)) {
      faults.push({ line, says: `src/${folder} may not include ${target}: ${theirs} is not to its left` });
    }
    for (const [library, home, name] of doors) {
      if (library.test(target) && !home.test(path)) faults.push({ line, says: `<${target}> belongs to ${name} alone` });
    }
  });
  return faults;
}
