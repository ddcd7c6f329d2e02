// Columns over days or hours, with what was before as a line; the same as a table for everybody who wants numbers.
// Plain SVG: there is nothing here that a library of fifty kilobytes would do better.
import { Fragment } from 'react';
import { marks } from './figures';

export interface Point {
  name: string;
  value: number;
  // What it is compared with.
  before?: { name: string; value: number };
}

interface ChartProps {
  title: string;
  points: Point[];
  // A value in full, and as a mark of the scale.
  show: (value: number) => string;
  mark: (value: number) => string;
  // What one point is, and what its value is: heads of the table.
  unit: string;
  measure: string;
  // A scale from zero to this, whatever the values.
  top?: number;
}

const height = 100;
const columnWidth = 10;

function Columns({ points, scale, show }: { points: Point[]; scale: number[]; show: (value: number) => string }) {
  const highest = scale[0] ?? 1;
  const lowest = scale.at(-1) ?? 0;
  const y = (value: number) => ((highest - value) / (highest - lowest)) * height;
  const center = (index: number) => (index + 0.5) * columnWidth;
  const line = points.flatMap(({ before }, index) => (before ? [`${center(index)},${y(before.value)}`] : []));
  const width = points.length * columnWidth;
  return (
    <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      {scale.map((value) => (
        <line key={value} className={value === 0 ? 'zero' : 'grid'} x1="0" x2={width} y1={y(value)} y2={y(value)} />
      ))}
      {points.map(({ name, value, before }, index) => (
        <g key={name}>
          <title>{`${name}: ${show(value)}${before ? ` (${before.name}: ${show(before.value)})` : ''}`}</title>
          {/* The whole height answers to the pointer, so that small columns can be asked, too. */}
          <rect className="reach" x={index * columnWidth} width={columnWidth} y="0" height={height} />
          <rect
            className="bar"
            x={center(index) - columnWidth * 0.35}
            width={columnWidth * 0.7}
            y={Math.min(y(value), y(0))}
            height={Math.abs(y(value) - y(0))}
          />
        </g>
      ))}
      {/* With a rim, so that it stands out before a column, too. */}
      {line.length > 0 && <polyline className="rim" points={line.join(' ')} />}
      {line.length > 0 && <polyline className="dashed" points={line.join(' ')} />}
    </svg>
  );
}

function Numbers({ title, points, show, unit, measure }: ChartProps) {
  const compared = points.some(({ before }) => before);
  return (
    <details>
      <summary>{title} as a table</summary>
      {/* Scrolls, so the keyboard has to get there. */}
      <div className="table-frame numbers" tabIndex={0} role="region" aria-label={`${title}, the table`}>
        <table aria-label={title}>
          <thead>
            <tr>
              <th>{unit}</th>
              <th className="number">{measure}</th>
              {compared && (
                <>
                  <th>Compared with</th>
                  <th className="number">{measure}</th>
                </>
              )}
            </tr>
          </thead>
          <tbody>
            {points.map(({ name, value, before }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="number">{show(value)}</td>
                {compared && (
                  <>
                    <td>{before?.name}</td>
                    <td className="number">{before && show(before.value)}</td>
                  </>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

export function Chart(props: ChartProps) {
  const { points, show, mark, title, top } = props;
  const values = points.flatMap(({ value, before }) => (before ? [value, before.value] : [value]));
  const scale = top === undefined ? marks(Math.min(...values), Math.max(...values)) : [top, top / 2, 0];
  const isFlat = values.every((value) => value === 0);
  const ends = [points[0], points[Math.floor(points.length / 2)], points.at(-1)].map((point) => point?.name ?? '');
  return (
    <>
      <figure className="chart" aria-label={`${title}, a chart`} role="img">
        <div className="chart-scale">
          {scale.map((value) => (
            <span key={value}>{isFlat && value > 0 && top === undefined ? '' : mark(value)}</span>
          ))}
        </div>
        <Columns points={points} scale={scale} show={show} />
        <div className="chart-ends">
          {ends.map((name, index) => (
            <Fragment key={index}>{(index === 0 || points.length > index) && <span>{name}</span>}</Fragment>
          ))}
        </div>
      </figure>
      <Numbers {...props} />
    </>
  );
}
