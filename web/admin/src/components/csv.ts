// Tables as files for spreadsheets (RFC 4180).

// A spreadsheet would take such a text for a formula and run it.
const dangerous = /^[=+\-@\t\r]/;

function cell(value: string | number): string {
  const text = typeof value === 'string' && dangerous.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// Begins with the mark by which spreadsheets know UTF-8.
export function csvOf(head: string[], rows: (string | number)[][]): Blob {
  const lines = [head, ...rows].map((row) => row.map(cell).join(','));
  return new Blob([`\uFEFF${lines.join('\r\n')}\r\n`], { type: 'text/csv' });
}
