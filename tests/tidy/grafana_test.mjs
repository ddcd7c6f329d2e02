// The Grafana board in ops/grafana: it asks for metrics that there are, in PromQL that Prometheus takes, and can be read.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const root = fileURLToPath(new URL('../..', import.meta.url));
const board = JSON.parse(readFileSync(path.join(root, 'ops/grafana/bookingtms.json'), 'utf8'));
const panels = board.panels.filter(({ type }) => type !== 'row');
const questions = panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expr })));

test('every documented metric but the build is on the board, and it asks for no other', () => {
  const documented = readFileSync(path.join(root, 'docs/reference/metrics.md'), 'utf8');
  const names = [...documented.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, name]) => name);
  assert.ok(names.length > 15, 'the page is read');
  const asked = new Set(questions.flatMap(({ expr }) => [...expr.matchAll(/([a-z_]+)\{/g)])
    .map(([, name]) => name.replace(/_(count|bucket|sum)$/, '')));
  asked.delete('up');
  for (const name of asked) assert.ok(names.includes(name), `${name} is not documented`);
  const apart = ['bookingtms_build_info', 'process_start_time_seconds', 'http_requests_under_way', 'cache_entries', 'cache_bytes'];
  assert.deepEqual(names.filter((name) => !asked.has(name) && !apart.includes(name)), [], 'nobody would see these');
});

test('Prometheus takes every question of the board', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'bookingtms-test-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const rules = questions.map(({ expr }, i) => ({
    record: `panel:question:${i}`, expr: expr.replaceAll('$__rate_interval', '5m').replaceAll('$node', '.*') }));
  const file = path.join(folder, 'rules.yml');
  writeFileSync(file, JSON.stringify({ groups: [{ name: 'board', rules }] }));
  const said = execFileSync('promtool', ['check', 'rules', file], { encoding: 'utf8', stdio: 'pipe' });
  assert.match(said, new RegExp(`SUCCESS: ${questions.length} rules found`));
});

test('panels have a name and a unit of their own, lie side by side, and ask only the chosen nodes', () => {
  assert.equal(new Set(board.panels.map(({ id }) => id)).size, board.panels.length, 'ids');
  assert.equal(new Set(panels.map(({ title }) => title)).size, panels.length, 'titles');
  const taken = new Map();
  for (const { title, type, gridPos: { x, y, w, h }, fieldConfig, datasource } of board.panels) {
    assert.ok(x + w <= 24, `${title} is on the board`);
    for (let column = x; column < x + w; column += 1) {
      for (let line = y; line < y + h; line += 1) {
        assert.equal(taken.get(`${column} ${line}`), undefined, `${title} lies on another panel`);
        taken.set(`${column} ${line}`, title);
      }
    }
    if (type === 'row') continue;
    assert.ok(fieldConfig.defaults.unit, `${title} has a unit`);
    assert.equal(datasource.uid, '${datasource}', title);
  }
  for (const { title, expr } of questions) {
    const metrics = expr.match(/[a-z_]+\{/g).length;
    assert.equal(expr.match(/\{job="bookingtms", instance=~"\$node"/g)?.length, metrics, title);
  }
});
