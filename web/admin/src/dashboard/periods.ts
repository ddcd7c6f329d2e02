// The periods that figures are shown for, as the API calls them.
export const periods = { '7d': 'Last 7 days', '30d': 'Last 30 days', '90d': 'Last 90 days' };
export type Period = keyof typeof periods;
export const isPeriod = (text: string): text is Period => text in periods;
