// What our SQL must not contain: rules as in cpp_rules.mjs.

// Without comments, line by line as long as before.
const codeOf = (text) => text.replace(/--[^\n]*/g, '');

// The seats of a session change in one function; a second place would have its own idea of `version`.
export function capacityFaults(path, text) {
  if (path === 'sql/functions/10_capacity.sql') return [];
  // A column with its table in front of it is compared; `set` takes bare names, one or a list in brackets.
  const assigned = /(?<![.\w])capacity_(remaining|total)\s*=|\([^()]*(?<![.\w])capacity_(remaining|total)\b[^()]*\)\s*=/;
  return codeOf(text).split('\n').flatMap((code, index) => (assigned.test(code)
    ? [{ line: index + 1, says: 'seats of a session change through app.change_capacity() alone' }] : []));
}

// {name, rows, line} of each `-- name: x :one` line.
export function namedQueries(text) {
  return text.split('\n').flatMap((line, index) => {
    const found = line.match(/^-- name: (\w+) :(one|many|none)$/);
    return found ? [{ name: found[1], rows: found[2], line: index + 1 }] : [];
  });
}

// A line that means to name a query but is misspelt would be taken for a comment.
export function queryNameFaults(text) {
  const named = new Set(namedQueries(text).map(({ line }) => line));
  return text.split('\n').flatMap((line, index) => (/^--\s*name\s*:/.test(line) && !named.has(index + 1)
    ? [{ line: index + 1, says: 'write "-- name: the_name :one", ":many" or ":none"' }] : []));
}

// Every function is closed to everybody, has a fixed search_path and belongs to the engine; a check looks at
// the database, this looks at the file before it gets there.
export function functionFaults(text) {
  const code = codeOf(text);
  const faults = [];
  for (const match of code.matchAll(/create (?:or replace )?function ([\w.]+)\(/g)) {
    const name = match[1];
    const line = code.slice(0, match.index).split('\n').length;
    const body = code.slice(match.index, code.indexOf('$$', match.index) + 2);
    if (!/set search_path = pg_catalog/.test(body)) faults.push({ line, says: `${name} has no fixed search_path` });
    if (!new RegExp(`revoke execute on function [^;]*\\b${name.replace('.', '\\.')}\\(`).test(code)) {
      faults.push({ line, says: `${name} may be called by everybody: revoke execute from public` });
    }
  }
  return faults;
}
