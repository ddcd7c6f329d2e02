// Colours that can be read: the accent is moved until it contrasts with its ground as WCAG 2.2 AA asks for.
type Color = [number, number, number];

const contrastMin = 4.5;
const steps = 20;
const grounds = { light: [0xf4, 0xf5, 0xf7] as Color, dark: [0x1c, 0x20, 0x26] as Color };

const parse = (text: string) => [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16)) as Color;
const format = (color: Color) => `#${color.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;

function luminance(color: Color): number {
  const [red, green, blue] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Color;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function contrast(a: string, b: string): number {
  const [low, high] = [luminance(parse(a)), luminance(parse(b))].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

// White on the light accent and the dark ground on the dark one contrast at least as much as the accents do.
export function accentFor(primary: string, scheme: 'light' | 'dark'): { accent: string; onAccent: string } {
  const start = parse(primary);
  const end = scheme === 'light' ? 0 : 255;
  const ground = format(grounds[scheme]);
  let accent = format([end, end, end]);
  for (let step = steps; step >= 0; step -= 1) {
    const moved = format(start.map((part) => part + ((end - part) * step) / steps) as Color);
    if (contrast(moved, ground) < contrastMin) break;
    accent = moved;
  }
  return { accent, onAccent: scheme === 'light' ? '#ffffff' : format(grounds.dark) };
}
