// What a run found, as text for people and as JSON for programs. k6 and the adapter both call it.

type Metric = { type: string; values: Record<string, number>; thresholds?: Record<string, { ok: boolean }> };
type Data = { state: { testRunDurationMs: number }; metrics: Record<string, Metric> };

function line(name: string, values: Record<string, number>): string {
  const figures = Object.entries(values).map(([key, value]) => `${key}=${Math.round(value * 10000) / 10000}`);
  return `  ${name.padEnd(24)} ${figures.join('  ')}`;
}

export function handleSummary(data: Data): Record<string, string> {
  const names = Object.keys(data.metrics).sort();
  const thresholds = names.flatMap((metric) => Object.entries(data.metrics[metric].thresholds || {})
    .map(([expression, { ok }]) => ({ metric, expression, passed: ok })));
  const metrics: Record<string, Record<string, number>> = {};
  for (const name of names) metrics[name] = data.metrics[name].values;
  const result = {
    flow: __ENV.FLOW, profile: __ENV.PROFILE || 'smoke', seconds: Math.round(data.state.testRunDurationMs / 1000),
    passed: thresholds.every(({ passed }) => passed), thresholds, metrics,
  };
  const lines = [`${result.flow}, profile ${result.profile}, ${result.seconds} s`,
    ...names.map((name) => line(name, metrics[name])),
    ...thresholds.map(({ metric, expression, passed }) => `  ${passed ? 'met' : 'MISSED'}: ${metric} ${expression}`)];
  return { stdout: `${lines.join('\n')}\n`, [__ENV.RESULT_FILE]: `${JSON.stringify(result, null, 2)}\n` };
}
