// <bookingtms-widget>: the widget as an element, shut off from the styles and scripts of the site around it.
import { render } from 'preact';
import { Client } from './api/client';
import { App } from './app';
import { emitterOf, type Emit } from './events';
import { Format } from './format';
import { Remembered } from './memory';
import { Places } from './place';
import { explain } from './problems';
import { observed, readSettings, type Settings } from './settings';
import { addStyles } from './styles';
import { accentFor } from './theme';
import type { Embed } from './types';
import { chooseLanguage, loadWords } from './words';

const { origin } = new URL(import.meta.url);

// Several on one page, also of the same embed, remember each for themselves.
const counts = new Map<string | null, number>();
function idFor(embedKey: string | null): string {
  const count = counts.get(embedKey) ?? 0;
  counts.set(embedKey, count + 1);
  return `${embedKey}-${count}`;
}

class BookingWidget extends HTMLElement {
  static observedAttributes = observed;
  private readonly root = document.createElement('div');
  private readonly dark = matchMedia('(prefers-color-scheme: dark)');
  private id_ = '';
  private embed: Embed | undefined;
  private stops: (() => void)[] = [];
  private starts = 0;

  constructor() {
    super();
    this.attachShadow({ mode: 'open' }).append(this.root);
    addStyles(this.root);
  }

  connectedCallback(): void {
    this.id_ ||= idFor(this.getAttribute('embed-key'));
    void this.start();
  }

  disconnectedCallback(): void {
    this.stop();
  }

  attributeChangedCallback(_: string, before: string | null, after: string | null): void {
    if (this.isConnected && before !== after && this.id_) void this.start();
  }

  private stop(): void {
    this.starts += 1;
    for (const stop of this.stops.splice(0)) stop();
    render(null, this.root);
  }

  private async start(): Promise<void> {
    this.stop();
    const mine = this.starts;
    const attribute = (name: string) => this.getAttribute(name) ?? this.getAttribute(`data-${name}`);
    const settings = readSettings(attribute, new URLSearchParams(location.search));
    if (settings.mode === 'frame') {
      const { showFrame } = await import('./frame');
      if (mine === this.starts) this.stops.push(showFrame(this, this.root, origin, settings));
      return undefined;
    }

    const language = chooseLanguage([settings.language, settings.mode === 'page' ? null : document.documentElement.lang,
      ...navigator.languages]);
    const client = new Client(origin, settings.embedKey);
    const ask = () => client.ask('get', '/v1/embed/{embed_key}');
    // Asked for together with the texts: on a phone each round trip is time that the visitor waits.
    const asked = ask();
    asked.catch(() => {});
    const format = new Format(language, await loadWords(language));
    if (mine !== this.starts) return undefined;
    this.root.lang = language;
    this.root.dir = format.direction();
    this.root.className = 'root';
    const memory = new Remembered(`bookingtms:${this.id_}`);
    const emit = emitterOf(this, settings);
    this.watchHeight(emit);
    const load = async (embed: Promise<Embed>): Promise<void> => {
      try {
        this.embed = await embed;
      } catch (error) {
        const text = await explain(error, format);
        if (mine === this.starts) this.showFault(text, format.words.retry, () => void load(ask()));
        return;
      }
      if (mine !== this.starts) return;
      this.paint(settings, this.embed.style.primary_color);
      const app = <App id={this.id_} base={{ client, embed: this.embed, format, settings, memory, emit }} />;
      const isUnderWay = Boolean(memory.now.hold ?? memory.now.checkoutId ?? new Places(this.id_).now());
      if (settings.mode !== 'button') return render(app, this.root);
      const { Button } = await import('./button');
      render(<Button label={settings.label} format={format} isOpen={isUnderWay}>{app}</Button>, this.root);
    };
    this.paint(settings, '#1f4e79');
    render(<p>{format.words.loading}</p>, this.root);
    await load(asked);
    return undefined;
  }

  private showFault(text: string, retry: string, again: () => void): void {
    render(
      <div class="notice" role="alert">
        <p>{text}</p>
        <button type="button" class="quiet" onClick={again}>{retry}</button>
      </div>,
      this.root,
    );
  }

  // Colours as the site or the organization wants them, as far as they can be read.
  private paint(settings: Settings, primary: string): void {
    const apply = () => {
      const scheme = settings.theme === 'auto' ? (this.dark.matches ? 'dark' : 'light') : settings.theme;
      const { accent, onAccent } = accentFor(settings.accent ?? primary, scheme);
      this.root.dataset.scheme = scheme;
      const values = { '--accent': accent, '--on-accent': onAccent, '--radius': settings.radius, '--font': settings.font };
      for (const [name, value] of Object.entries(values)) if (value) this.root.style.setProperty(name, value);
    };
    apply();
    this.dark.addEventListener('change', apply);
    this.stops.push(() => this.dark.removeEventListener('change', apply));
  }

  private watchHeight(emit: Emit): void {
    const observer = new ResizeObserver(() => emit('resize', { height: Math.ceil(this.getBoundingClientRect().bottom + scrollY) }));
    observer.observe(this.root);
    this.stops.push(() => observer.disconnect());
  }
}

// Where two copies of embed.js meet, the first one is as good as the second.
if (!customElements.get('bookingtms-widget')) customElements.define('bookingtms-widget', BookingWidget);
