// Saves all that the filters of a list leave as a file, part after part, with how far it is and a way to stop.
import { Download } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { partsOf, type List, type Part } from '../api/lists';
import { plural } from '../words/format';
import { Button } from './button';
import { csvOf } from './csv';
import { download } from './download';
import { ErrorNotice } from './notices';

const rowsMax = 50_000;

interface ExportListProps<T extends { id: string }> {
  // Of the file, without ".csv"; also what the rows are, in the plural.
  name: string;
  ask: (part: Part, signal: AbortSignal) => Promise<List<T>>;
  head: string[];
  row: (item: T) => (string | number)[];
}

export function ExportList<T extends { id: string }>({ name, ask, head, row }: ExportListProps<T>) {
  const [count, setCount] = useState<number | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const run = async () => {
    const { signal } = (running.current = new AbortController());
    setFault(null);
    setCount(0);
    try {
      const rows: (string | number)[][] = [];
      for await (const items of partsOf<T>((part) => ask(part, signal))) {
        rows.push(...items.map(row));
        if (rows.length > rowsMax) throw new Error(`There are more than ${plural(rowsMax, 'row')}. Narrow the filters.`);
        setCount(rows.length);
      }
      download(csvOf(head, rows), `${name}.csv`);
    } catch (error) {
      if (!signal.aborted) setFault(error);
    } finally {
      if (!signal.aborted) setCount(null);
    }
  };
  return (
    <>
      {count === null ? (
        <Button
          onClick={() => {
            void run();
          }}
        >
          <Download aria-hidden />
          Export as CSV
        </Button>
      ) : (
        <Button
          onClick={() => {
            running.current?.abort();
            setCount(null);
          }}
        >
          Stop the export
        </Button>
      )}
      <span role="status" className="soft">
        {count !== null && `${count} ${name} …`}
      </span>
      {fault !== null && <ErrorNotice error={fault} />}
    </>
  );
}
