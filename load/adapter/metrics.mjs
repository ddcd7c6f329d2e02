// The module `k6/metrics`, as far as the flows use it, and the figures and thresholds of a run.

export const metrics = new Map();

class Metric {
  constructor(name) {
    metrics.set(name, this);
  }
}

export class Trend extends Metric {
  type = 'trend';
  all = [];

  add(value) {
    this.all.push(value);
  }

  values(names) {
    const sorted = Float64Array.from(this.all).sort();
    const sum = sorted.reduce((total, value) => total + value, 0);
    const figure = (name) => {
      if (name === 'avg') return sorted.length === 0 ? 0 : sum / sorted.length;
      return quantile(sorted, { min: 0, med: 0.5, max: 1 }[name] ?? Number(/^p\(([\d.]+)\)$/.exec(name)[1]) / 100);
    };
    return Object.fromEntries(names.map((name) => [name, figure(name)]));
  }
}

export class Counter extends Metric {
  type = 'counter';
  count = 0;

  add(value) {
    this.count += value;
  }

  values(names, seconds) {
    return { count: this.count, rate: this.count / seconds };
  }
}

export class Rate extends Metric {
  type = 'rate';
  passes = 0;
  fails = 0;

  add(value) {
    if (value) this.passes += 1;
    else this.fails += 1;
  }

  values() {
    return { rate: this.passes / Math.max(1, this.passes + this.fails), passes: this.passes, fails: this.fails };
  }
}

// Between two values it is in proportion, as k6 has it.
export function quantile(sorted, part) {
  if (sorted.length === 0) return 0;
  const place = part * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
}

const comparisons = {
  '<': (a, b) => a < b, '<=': (a, b) => a <= b, '>': (a, b) => a > b, '>=': (a, b) => a >= b, '==': (a, b) => a === b,
};

// A threshold as {figure, holds(value)}.
function parseThreshold(expression) {
  const parts = /^(p\([\d.]+\)|avg|min|med|max|rate|count)\s*(<=|>=|==|<|>)\s*(\d+(?:\.\d+)?)$/.exec(expression);
  if (!parts) throw new Error(`The threshold "${expression}" is not understood.`);
  const [, figure, comparison, limit] = parts;
  return { figure, holds: (value) => comparisons[comparison](value, Number(limit)) };
}

// All metrics as k6 gives them to handleSummary().
export function summaryOf(options, seconds) {
  const data = {};
  for (const [name, metric] of metrics) {
    data[name] = { type: metric.type, values: metric.values(options.summaryTrendStats, seconds) };
  }
  for (const [name, expressions] of Object.entries(options.thresholds)) {
    if (!metrics.has(name)) throw new Error(`A threshold names the metric "${name}", which there is not.`);
    data[name].thresholds = Object.fromEntries(expressions.map((expression) => {
      const { figure, holds } = parseThreshold(expression);
      const value = metrics.get(name).values([figure], seconds)[figure];
      if (value === undefined) throw new Error(`The metric "${name}" has no "${figure}".`);
      return [expression, { ok: holds(value) }];
    }));
  }
  return { state: { testRunDurationMs: seconds * 1000 }, metrics: data };
}
