// What no file of the repository may contain, whatever its language: rules as in cpp_rules.mjs.

// Characters in a line at most, by the ending of the file. Tables and addresses cannot be broken.
const columnsMax = { cpp: 100, hpp: 100, sql: 120, mjs: 140, ts: 140, tsx: 140, md: 124, sh: 120 };
// A test in SQL is a statement with its expected rows beside it.
const columnsOfSqlTestsMax = 180;
export const linesMax = 500;

export function widthFaults(path, ending, text) {
  const most = path.startsWith('tests/sql/') ? columnsOfSqlTestsMax : columnsMax[ending];
  if (!most) return [];
  return text.split('\n').flatMap((line, index) => {
    const width = [...line].length;
    // A row of a table, an address, and the signature by which a function is named.
    const cannotBreak = (ending === 'md' && /^\s*\||^\s*\S+$|\]\(\S+\)\S*$/.test(line))
      || (ending === 'sql' && /^(alter|drop|(grant|revoke) execute on) function /.test(line));
    if (width <= most || cannotBreak) return [];
    return [{ line: index + 1, says: `${width} columns; at most ${most}` }];
  });
}

export function lengthFaults(text) {
  const lines = text.split('\n').length - 1;
  return lines > linesMax ? [{ line: lines, says: `${lines} lines; at most ${linesMax}: split it by noun` }] : [];
}

const commentMarks = { cpp: '//', hpp: '//', mjs: '//', js: '//', ts: '//', tsx: '//', sql: '--', sh: '#', cmake: '#', txt: '#' };

// Every file begins with a sentence that says what it is.
export function firstSentenceFaults(ending, text) {
  const mark = commentMarks[ending];
  const lines = text.split('\n');
  if (lines[0].startsWith('#!')) lines.shift();
  const comment = [];
  while (lines.length > 0 && lines[0].startsWith(mark)) comment.push(lines.shift().slice(mark.length).trim());
  // Files of named queries begin with the first name; the line after it says what the query is for.
  if (comment[0]?.startsWith('name: ')) return [];
  const isSentence = /\w+\W+\w+/.test(comment.join(' '));
  return isSentence ? [] : [{ line: 1, says: 'does not begin with a comment that says in a sentence what the file is' }];
}

const leftovers = [
  [/\b(TODO|FIXME|HACK)\b/, 'unfinished work belongs into an issue'],
  [/(?<![\w./-])\/(?:work|root|home|Users)\/[\w.]+/, 'a path of one machine'],
  [/^(<<<<<<<|>>>>>>>) /, 'a conflict of a merge'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\b[sr]k_live_\w{8,}/, 'a secret'],
  [/[ \t]+$/, 'spaces at the end of the line'],
];

export function leftoverFaults(text) {
  return text.split('\n').flatMap((code, index) => leftovers
    .filter(([pattern]) => pattern.test(code))
    .map(([, says]) => ({ line: index + 1, says })));
}

// GitHub's anchor of a heading.
function anchorOf(heading) {
  return heading.trim().toLowerCase().replace(/[`*]|\[|\]\([^)]*\)/g, '').replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-');
}

const withoutFences = (text) => text.replace(/^(```|~~~)[\s\S]*?^\1/gm, (part) => part.replace(/[^\n]/g, ' '));

export function headingsOf(text) {
  return [...withoutFences(text).matchAll(/^(#+) (.+)$/gm)].map(([, marks, title]) => ({ level: marks.length, anchor: anchorOf(title) }));
}

export function titleFaults(text) {
  const titles = headingsOf(text).filter(({ level }) => level === 1).length;
  return titles === 1 ? [] : [{ line: 1, says: `${titles} titles; a page has one` }];
}

// Links of a page to files of the repository: [{line, target, anchor}].
export function linksOf(text) {
  const links = [];
  withoutFences(text).split('\n').forEach((line, index) => {
    for (const [, address] of line.replace(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(address)) continue;
      const [target, anchor] = address.split('#');
      links.push({ line: index + 1, target, anchor });
    }
  });
  return links;
}
