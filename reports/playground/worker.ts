/** The worker around one shop, an arm of a lesson or the check of a text: orders in, answers out. */

import kernels from '../../dist/numerics/kernels/kernels.wasm';
import { openHost } from '../../numerics/kernels/host.ts';
import { checkedText } from './editor/checked.ts';
import { openArms } from './lessons/arms.ts';
import { SHIPPED } from './page/shipped.ts';
import { openPlay } from './play.ts';
import type { Answer, ArmOrder, CheckAnswer, CheckOrder, Order } from './protocol.ts';

const post = (answer: Answer, moved: readonly ArrayBuffer[] = []): void =>
  self.postMessage(answer, { transfer: [...moved] });

const host = {
  kernels: openHost({ module: new WebAssembly.Module(kernels) }),
  shipped: SHIPPED,
};
const play = openPlay({ ...host, clock: () => performance.now() / 1000, post });
const arms = openArms({ ...host, post: (answer) => self.postMessage(answer) });
const check = ({ job, text, setting }: CheckOrder): void => {
  const answer: CheckAnswer = { kind: 'checked', job, checked: checkedText(text, setting, SHIPPED) };
  self.postMessage(answer);
};
self.onmessage = ({ data }: MessageEvent<Order | ArmOrder | CheckOrder>) => {
  if (data.kind === 'arm') arms.tell(data);
  else if (data.kind === 'check') check(data);
  else play.tell(data);
};
post({ kind: 'ready' });
