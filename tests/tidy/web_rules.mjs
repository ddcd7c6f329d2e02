// What the code of web/ may not contain: rules as in cpp_rules.mjs.

const banned = [
  [/dangerouslySetInnerHTML|\.innerHTML\b|\.outerHTML\b|insertAdjacentHTML|document\.write\b/,
    'text becomes markup here; React escapes what it is given'],
  [/\bstyle=\{/, 'an inline style; the style sheets are web/admin/src/styles'],
  [/\b(eval|Function)\(|\bnew Function\b/, 'makes a program from text, which the Content-Security-Policy refuses'],
  [/\bconsole\.\w+\(/, 'nobody reads the console of a user; say it on the screen'],
  [/['"`](https?:)?\/\/[\w.-]+\.\w/, 'another server; the app talks to its own alone'],
  [/:\s*any\b|<any>|\bas any\b/, 'switches the types off'],
];

export function bannedFaults(text) {
  return text.split('\n').flatMap((code, index) => banned
    .filter(([pattern]) => pattern.test(code.replace(/^\s*\/\/.*|\s\/\/ .*$/, '')))
    .map(([, says]) => ({ line: index + 1, says })));
}

// Requests go through the client, which signs them in, renews the sign-in and turns refusals into errors.
export function fetchFaults(path, text) {
  if (path.endsWith('/api/client.ts')) return [];
  return text.split('\n').flatMap((code, index) =>
    (/\bfetch\(|\bXMLHttpRequest\b|\bsendBeacon\b/.test(code)
      ? [{ line: index + 1, says: 'asks the server past src/api/client.ts' }] : []));
}

// The modules that a file imports, as they are written: './button', '../api/client'.
export function importsOf(text) {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, target]) => target);
}
