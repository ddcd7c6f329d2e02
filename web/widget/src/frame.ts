// Our page in a frame of the site, and what it tells.
import type { Events, Message } from './events';
import type { Settings } from './settings';
import { addStyles } from './styles';

const names: readonly string[] = ['resize', 'step', 'booked'] satisfies (keyof Events)[];
const heightMax = 20_000;
const styles = 'iframe { display: block; width: 100%; height: 45rem; border: 0; }';

// The address of our page that shows the same in a frame.
function addressOf(origin: string, settings: Settings): string {
  const { embedKey, language: lang, theme, accent, radius, font, activity } = settings;
  const values = { lang, theme, accent, radius: radius && radius.slice(0, -2), font, activity, parent: location.origin };
  const set = Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return `${origin}/book/${encodeURIComponent(embedKey)}?${new URLSearchParams(set)}`;
}

// Messages of the page in this frame, and of nobody else.
function listen(frame: HTMLIFrameElement, origin: string, hear: (message: Message) => void): () => void {
  const listener = ({ source, origin: sender, data }: MessageEvent) => {
    if (source !== frame.contentWindow || sender !== origin) return;
    if (data === null || typeof data !== 'object' || data.source !== 'bookingtms' || !names.includes(data.type)) return;
    hear(data as Message);
  };
  window.addEventListener('message', listener);
  return () => window.removeEventListener('message', listener);
}

// Shows the frame; gives what ends it.
export function showFrame(element: HTMLElement, root: HTMLElement, origin: string, settings: Settings): () => void {
  const frame = document.createElement('iframe');
  frame.src = addressOf(origin, settings);
  frame.title = settings.label ?? 'BookingTMS';
  addStyles(root, styles);
  root.replaceChildren(frame);
  const stop = listen(frame, origin, ({ type, detail }) => {
    const { height } = detail as { height?: unknown };
    if (type === 'resize' && typeof height === 'number' && height > 0 && height < heightMax) frame.style.height = `${height}px`;
    element.dispatchEvent(new CustomEvent(`bookingtms:${type}`, { detail, bubbles: true, composed: true }));
  });
  return () => {
    stop();
    frame.remove();
  };
}
