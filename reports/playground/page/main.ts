/** The page. */

import { decodeSetting } from '../address.ts';
import type { Answer, Order } from '../protocol.ts';
import './page.css';

const { setting } = decodeSetting(location.hash);
for (const side of [0, 1] as const) {
  const line = document.createElement('p');
  document.body.append(line);
  const worker = new Worker('worker.js');
  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    if (data.kind === 'round') line.textContent = `${setting.shops[side].policy}: ${data.round.done} rounds`;
    if (data.kind === 'done') line.dataset['digest'] = data.outcome.resultDigest;
    if (data.kind === 'failed') line.textContent = data.faults.join('\n');
  };
  const order: Order = { kind: 'start', job: 1, side, setting };
  worker.postMessage(order);
}
