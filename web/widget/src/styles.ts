// The styles of the widget, and those that its late parts add to a shadow root when they are loaded.
import styles from './styles.css?inline';

const sheets = new Map<string, CSSStyleSheet>();

export function addStyles(node: Node, text = styles): void {
  const root = node.getRootNode() as ShadowRoot;
  const sheet = sheets.get(text) ?? new CSSStyleSheet();
  if (!sheets.has(text)) sheet.replaceSync(text);
  sheets.set(text, sheet);
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
}
