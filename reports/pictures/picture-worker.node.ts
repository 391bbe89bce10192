/** Worker thread: draws one picture a message. */

import { parentPort } from 'node:worker_threads';
import { createRenderer, type Picture } from './render.node.ts';

export interface Drawn {
  readonly svg: string;
  readonly png: Uint8Array;
  /** What Vega-Lite warned about. */
  readonly warnings: readonly string[];
}

/** One at a time. */
export type FromDrawer = { readonly drawn: Drawn } | { readonly fault: string };

if (parentPort) {
  const port = parentPort;
  let warnings: string[] = [];
  const renderer = createRenderer((message) => warnings.push(message));
  renderer.catch(() => {});
  const draw = async (picture: Picture): Promise<Drawn> => {
    const { svg: drawSvg, png: drawPng } = await renderer;
    warnings = [];
    const svg = await drawSvg(picture);
    return { svg, png: drawPng(svg), warnings };
  };
  port.on('message', (picture: Picture) => {
    draw(picture).then(
      (drawn) => port.postMessage({ drawn } satisfies FromDrawer),
      (error: Error) => port.postMessage({ fault: error.message } satisfies FromDrawer),
    );
  });
}
