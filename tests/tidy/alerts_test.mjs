// The alerts in ops/prometheus: they go off when they should, and lead to a runbook that is there.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = path.join(root, 'ops/prometheus');
const rules = readFileSync(path.join(folder, 'rules.yml'), 'utf8');
const alerts = [...rules.matchAll(/- alert: (\w+)\n([^]*?)(?=\n\n|\n*$)/g)].map(([, name, text]) => ({ name, text }));
const promtool = (...words) => execFileSync('promtool', words, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });

test('promtool takes the configuration, the rules, and what is told of each alert', () => {
  promtool('check', 'config', 'prometheus.yml');
  promtool('test', 'rules', 'rules_test.yml');
});

test('each alert has a runbook and a severity, and is shown to go off', () => {
  assert.ok(alerts.length >= 10, 'the rules are read');
  const shown = readFileSync(path.join(folder, 'rules_test.yml'), 'utf8');
  for (const { name, text } of alerts) {
    const [, runbook] = text.match(/^\s*runbook: (\S+)$/m) ?? assert.fail(`${name} has no runbook`);
    assert.ok(existsSync(path.join(root, runbook)), `${name}: there is no ${runbook}`);
    assert.match(text, /severity: (page|ticket)/, name);
    assert.match(shown, new RegExp(`alertname: ${name}\\n\\s+exp_alerts:\\n`), `${name} is not shown to go off`);
    assert.match(readFileSync(path.join(root, runbook), 'utf8'), new RegExp(`\`${name}\``), `${runbook} does not name ${name}`);
  }
});

test('alerts ask for metrics that there are', () => {
  const documented = readFileSync(path.join(root, 'docs/reference/metrics.md'), 'utf8');
  const names = new Set([...documented.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, name]) => name));
  for (const { name, text } of alerts) {
    const asked = [...text.matchAll(/\b(?:pg|http|job|health|cache|process|holds|business|queue|capacity|ledger)_[a-z_]+\b/g)]
      .map(([metric]) => metric.replace(/_(count|bucket|sum)$/, ''));
    for (const metric of asked) assert.ok(names.has(metric), `${name}: ${metric}`);
  }
});
