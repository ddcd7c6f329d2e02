// Writes openapi/openapi.json, which the program serves, from openapi/openapi.yaml, which people edit.
// Run after every change of the contract: npm --prefix tests run openapi. A test compares the two.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

// The packages are installed beside the tests.
const require = createRequire(new URL('../tests/package.json', import.meta.url));
const { parse } = require('yaml');

const source = readFileSync(new URL('../openapi/openapi.yaml', import.meta.url), 'utf8');
const target = new URL('../openapi/openapi.json', import.meta.url);
writeFileSync(target, JSON.stringify(parse(source), null, 1) + '\n');
