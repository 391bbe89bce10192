/** The worker around one shop: orders in, answers out. */

import kernels from '../../dist/numerics/kernels/kernels.wasm';
import { openHost } from '../../numerics/kernels/host.ts';
import { openArms } from './lessons/arms.ts';
import { SHIPPED } from './page/shipped.ts';
import { openPlay } from './play.ts';
import type { Answer, ArmOrder, Order } from './protocol.ts';

const post = (answer: Answer, moved: readonly ArrayBuffer[] = []): void =>
  self.postMessage(answer, { transfer: [...moved] });

const host = {
  kernels: openHost({ module: new WebAssembly.Module(kernels) }),
  shipped: SHIPPED,
};
const play = openPlay({ ...host, clock: () => performance.now() / 1000, post });
const arms = openArms({ ...host, post: (answer) => self.postMessage(answer) });
self.onmessage = ({ data }: MessageEvent<Order | ArmOrder>) => {
  if (data.kind === 'arm') arms.tell(data);
  else play.tell(data);
};
post({ kind: 'ready' });
