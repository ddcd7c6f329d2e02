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
