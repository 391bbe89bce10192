/** Labels in charts with marks that nobody sees told, as in the words around them: Vega writes what the data holds. */

import { visibleText } from '../text/visible-text.ts';

const kept = new WeakSet<HTMLElement>();

/** In everything that is drawn there from now on. */
export function keepVisible(place: HTMLElement): void {
  if (kept.has(place)) return;
  kept.add(place);
  new MutationObserver(() => {
    const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const shown = visibleText(text.nodeValue ?? '', '\n\r\t');
      if (shown !== text.nodeValue) text.nodeValue = shown;
    }
  }).observe(place, { childList: true, characterData: true, subtree: true });
}
