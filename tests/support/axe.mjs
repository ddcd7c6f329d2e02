// What axe-core finds wrong with a page for people who use it in other ways than its makers.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// Against WCAG 2.2 A and AA and axe's own good practice, a line each. The page needs JavaScript and `bypassCSP`.
export async function faultsOf(page) {
  await page.evaluate(source);
  const { violations } = await page.evaluate((values) => window.axe.run(
    { runOnly: { type: 'tag', values }, resultTypes: ['violations'] }), tags);
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`));
}
