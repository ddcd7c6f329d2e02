// embed.js, the one script that a site includes: puts a widget where the script stands. Without data-key it only makes
// the element <bookingtms-widget> known.
declare const WIDGET_FILE: string;

const script = document.currentScript;
if (script instanceof HTMLScriptElement) {
  const { key, ...settings } = script.dataset;
  const loaded = import(/* @vite-ignore */ new URL(`/widget/${WIDGET_FILE}`, script.src).href);
  if (key) {
    const element = document.createElement('bookingtms-widget');
    element.setAttribute('embed-key', key);
    // Still under data-, where nothing that a site lets others write can become a handler of an event or a style.
    Object.assign(element.dataset, settings);
    if (settings.mode === 'page') {
      // The page works without us, so it stays as it is until the widget is here.
      void loaded.then(() => document.getElementById('main')?.replaceChildren(element));
    } else {
      script.after(element);
    }
  }
}
