/** Words of drawings that stand over each other or out of their picture: what a reader cannot read. */

import type { Page } from 'playwright-core';

/** In the page. Corners of each word as it is drawn, turned or not; two meet where no side of either parts them by half a pixel. */
function found(slack: number): string[] {
  // biome-ignore lint/suspicious/noExplicitAny: of the browser, whose types are not these
  const { document, getComputedStyle } = globalThis as any;
  type Corner = readonly [number, number];
  interface Word {
    readonly text: string;
    readonly corners: readonly Corner[];
  }
  // biome-ignore lint/suspicious/noExplicitAny: as above
  const wordOf = (element: any): Word[] => {
    const style = getComputedStyle(element);
    const seen = Number(style.opacity) > 0.01 && Number(style.fillOpacity) > 0.01 && style.display !== 'none';
    const clip = element.closest('[clip-path]');
    if (element.textContent.trim() === '' || !seen || clip) return [];
    const box = element.getBBox();
    const at = element.getScreenCTM();
    // Letters are lower than their lines.
    const [top, bottom] = [box.y + box.height * 0.2, box.y + box.height * 0.85];
    const corners = (
      [
        [box.x, top],
        [box.x + box.width, top],
        [box.x + box.width, bottom],
        [box.x, bottom],
      ] as const
    ).map(([x, y]): Corner => [at.a * x + at.c * y + at.e, at.b * x + at.d * y + at.f]);
    return [{ text: element.textContent, corners }];
  };
  const parted = (one: Word, other: Word): boolean =>
    one.corners.some(([x, y], i) => {
      const [toX, toY] = one.corners[(i + 1) % 4]!;
      const length = Math.hypot(toX - x, toY - y) || 1;
      const [a, b] = [(y - toY) / length, (toX - x) / length];
      const along = (word: Word): number[] => word.corners.map(([cx, cy]) => a * cx + b * cy);
      const [own, others] = [along(one), along(other)];
      return Math.max(...own) < Math.min(...others) + slack || Math.max(...others) < Math.min(...own) + slack;
    });
  const out: string[] = [];
  for (const figure of document.querySelectorAll('figure:not([hidden])')) {
    const svg = figure.querySelector('.chart svg');
    if (!svg) continue;
    const frame = svg.getBoundingClientRect();
    const words: Word[] = [...svg.querySelectorAll('text')].flatMap(wordOf);
    for (const [i, one] of words.entries()) {
      const xs = one.corners.map(([x]) => x);
      const ys = one.corners.map(([, y]) => y);
      const isOut =
        Math.min(...xs) < frame.left - 1 ||
        Math.max(...xs) > frame.right + 1 ||
        Math.min(...ys) < frame.top - 1 ||
        Math.max(...ys) > frame.bottom + 1;
      if (isOut) out.push(`${figure.id}: \u201c${one.text}\u201d stands out of the picture`);
      for (const other of words.slice(i + 1))
        if (!parted(one, other) && !parted(other, one))
          out.push(`${figure.id}: \u201c${one.text}\u201d stands over \u201c${other.text}\u201d`);
    }
  }
  return out;
}

/** `slack`: pixels by which two may meet. */
export const crowdedWords = (page: Page, slack = 1): Promise<string[]> =>
  page.evaluate(`(${found.toString()})(${slack})`) as Promise<string[]>;
