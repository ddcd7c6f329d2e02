// A view that few visitors come to, or that comes late: its file is loaded when it is first shown.
import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Notice } from './parts';

export function lazy<Properties extends object>(load: () => Promise<{ default: FunctionComponent<Properties> }>) {
  return (properties: Properties) => {
    const [file, setFile] = useState<{ default: FunctionComponent<Properties> }>();
    const [error, setError] = useState<unknown>();
    const read = () => void load().then(setFile, setError);
    useEffect(read, []);
    if (file) return <file.default {...properties} />;
    return error ? <Notice error={error} onRetry={read} /> : null;
  };
}
