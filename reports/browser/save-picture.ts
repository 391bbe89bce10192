/** Pictures of what a chart shows now, made when they are asked for: of charts without files, and of those that lack somebody. */

import type { VegaLiteSpec } from '../specs/chart.ts';
import { drawnApart } from './draw.ts';
import { pictureSpec } from './light-spec.ts';

const KINDS = ['svg', 'png'] as const;
type Kind = (typeof KINDS)[number];

/** Pixels of a PNG for one of the drawing. */
const DENSITY = 2;

export interface Shown {
  readonly spec: VegaLiteSpec;
  /** Whom it lacks; empty: nobody. */
  readonly lacks: string;
}

/** Buttons beside the links to files; `shown` is asked when one is pressed: null where nothing is drawn. */
export function offerPictures(figure: HTMLElement, isOffered: boolean, shown: () => Shown | null): void {
  const last = figure.querySelector('.as-shown');
  if (!isOffered) {
    last?.remove();
    return;
  }
  if (last) return;
  const place = document.createElement('span');
  place.className = 'as-shown';
  place.append('As shown: ', ...KINDS.map((kind) => saveButton(figure, kind, shown)));
  figure.querySelector('.files')?.append(place);
}

function saveButton(figure: HTMLElement, kind: Kind, shown: () => Shown | null): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'plain';
  button.textContent = kind.toUpperCase();
  button.setAttribute('aria-label', `${kind.toUpperCase()} of the chart as it is shown`);
  button.addEventListener('click', async () => {
    const what = shown();
    if (what === null) return;
    button.disabled = true;
    try {
      await save(figure, kind, what);
    } catch (error) {
      button.replaceWith(`${kind.toUpperCase()} could not be made: ${(error as Error).message} `);
    } finally {
      button.disabled = false;
    }
  });
  return button;
}

const textOf = (figure: HTMLElement, selector: string): string =>
  figure.querySelector(selector)?.textContent ?? '';

async function save(figure: HTMLElement, kind: Kind, { spec, lacks }: Shown): Promise<void> {
  const svg = await drawnApart(
    pictureSpec(spec, {
      title: textOf(figure, 'h3'),
      subtitle: [textOf(figure, '.subtitle'), lacks].filter((text) => text !== '').join('; '),
      alt: textOf(figure, 'details > p'),
    }),
  );
  const name = `${figure.dataset['chart']!}${lacks === '' ? '' : '-shown'}.${kind}`;
  const content = kind === 'svg' ? new Blob([svg], { type: 'image/svg+xml' }) : await pngOf(svg);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

async function pngOf(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = DENSITY * image.width;
  canvas.height = DENSITY * image.height;
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((told) => canvas.toBlob(told, 'image/png'));
  if (blob === null) throw new Error('the picture is too large');
  return blob;
}
