// The code that puts an embed into a site, for what the site is made of.
import type { Embed } from '../api/types';

export const kinds = ['HTML', 'Button', 'React', 'WordPress', 'Frame', 'Link'] as const;
export type Kind = (typeof kinds)[number];

export const hints: Record<Kind, string> = {
  HTML: 'The widget appears where this line stands.',
  Button: 'A button that opens the widget over your page.',
  React: 'A component. Include it where people shall book.',
  WordPress: 'Add a block “Custom HTML” to the page and paste this. Where the editor removes scripts, take the frame.',
  Frame: 'For sites that allow no script of others. It works without JavaScript, too.',
  Link: 'To a booking page of its own, for mails and social media.',
};

export function codeOf(kind: Kind, { embed_key: key, page_path: path }: Embed, origin: string): string {
  const script = `<script src="${origin}/embed.js" data-key="${key}" async></script>`;
  const page = `${origin}${path}`;
  switch (kind) {
    case 'HTML':
    case 'WordPress':
      return script;
    case 'Button':
      return script.replace(' async', ' data-mode="button" data-label="Book now" async');
    case 'Frame':
      return `<iframe src="${page}" title="Book online" width="100%" height="800" loading="lazy"></iframe>`;
    case 'Link':
      return `<a href="${page}">Book online</a>`;
    case 'React':
      return `import { useEffect } from 'react';

export function Booking() {
  useEffect(() => {
    if (customElements.get('bookingtms-widget')) return;
    const script = document.createElement('script');
    script.src = '${origin}/embed.js';
    document.head.append(script);
  }, []);
  return <bookingtms-widget embed-key="${key}" />;
}`;
  }
}
