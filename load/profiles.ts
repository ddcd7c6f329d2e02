// How many users come and when. The stages of `spike` are those of the task list.

type Stage = { duration: string; target: number };

const profiles: Record<string, Stage[]> = {
  smoke: [{ duration: '1s', target: 5 }, { duration: '3s', target: 5 }, { duration: '1s', target: 0 }],
  load: [{ duration: '2m', target: 100 }, { duration: '5m', target: 100 }, { duration: '2m', target: 0 }],
  stress: [{ duration: '2m', target: 500 }, { duration: '5m', target: 500 }, { duration: '2m', target: 0 }],
  spike: [
    { duration: '2m', target: 100 },
    { duration: '5m', target: 100 },
    { duration: '2m', target: 1000 },
    { duration: '5m', target: 1000 },
    { duration: '2m', target: 0 },
  ],
  soak: [{ duration: '1m', target: 200 }, { duration: '20m', target: 200 }, { duration: '1m', target: 0 }],
};

function secondsOf(duration: string): number {
  return parseFloat(duration) * (duration.endsWith('m') ? 60 : 1);
}

// The stages of PROFILE; with MINUTES they are stretched or shortened to take that long together.
function stages(): Stage[] {
  const chosen = profiles[__ENV.PROFILE || 'smoke'];
  if (!chosen) throw new Error(`There is no profile "${__ENV.PROFILE}". Profiles: ${Object.keys(profiles).join(', ')}.`);
  if (!__ENV.MINUTES) return chosen;
  const whole = chosen.reduce((sum, stage) => sum + secondsOf(stage.duration), 0);
  const factor = (Number(__ENV.MINUTES) * 60) / whole;
  return chosen.map(({ duration, target }) => ({ duration: `${(secondsOf(duration) * factor).toFixed(1)}s`, target }));
}

// The options of a flow: the stages, the thresholds of the task list, and those of the flow itself.
export function optionsOf(thresholds: Record<string, string[]>) {
  return {
    stages: stages(),
    setupTimeout: '60s',
    summaryTrendStats: ['min', 'med', 'avg', 'p(95)', 'p(99)', 'max'],
    thresholds: {
      http_req_duration: [`p(95)<${__ENV.P95_MS || '200'}`],
      http_req_failed: ['rate<0.01'],
      ...thresholds,
    },
  };
}
