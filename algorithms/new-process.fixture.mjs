/** Opens the model files of a folder by the compiled program and prints what they answer; also imported by `new-process.test.ts`. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const NO_SHOPPER = 0xffffffff;
const K = 10;

/** Every byte that a model answers for all shoppers and one not known, in hexadecimal. */
export function answersOf(model, task, shoppers, items) {
  const whom = [...Array(shoppers).keys(), NO_SHOPPER];
  return task === 'rank' ? listBytes(model, whom) : ratingBytes(model, whom, items);
}

const hex = (array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('hex');

function listBytes(model, whom) {
  return ['seen', 'none'].flatMap((exclude) => {
    const out = {
      length: whom.length,
      k: K,
      items: new Uint32Array(whom.length * K),
      scores: new Float32Array(whom.length * K),
      lengths: new Uint32Array(whom.length),
      tied: new Uint8Array(whom.length),
    };
    const history = {
      rowPtr: Uint32Array.from({ length: whom.length + 1 }, (_, q) => (q > shoppersOf(whom) ? 2 : 0)),
      item: Uint32Array.of(1, 0),
      time: new Uint32Array(2),
    };
    model.recommend({ length: whom.length, shopper: Uint32Array.from(whom), history, exclude }, K, out);
    return [out.items, out.scores, out.lengths, out.tied].map(hex);
  });
}

/** Known ones; only the one who is not known is told of. */
const shoppersOf = (whom) => whom.length - 1;

function ratingBytes(model, whom, items) {
  const shopper = Uint32Array.from(whom.flatMap((one) => Array(items).fill(one)));
  const item = Uint32Array.from(shopper, (_, n) => n % items);
  const out = new Float32Array(shopper.length);
  model.predict(shopper, item, out);
  return [hex(out)];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , dist, folder, shoppers, items] = process.argv;
  const { openModelFile } = await import(join(dist, 'algorithms/model-file.node.js'));
  const { modelHost } = await import(join(dist, 'algorithms/fitting.js'));
  const { kernelHost } = await import(join(dist, 'numerics/kernels/open-host.node.js'));
  const answers = {};
  for (const name of readdirSync(folder)) {
    const { model, task } = await openModelFile(join(folder, name), modelHost(kernelHost()));
    answers[name] = answersOf(model, task, Number(shoppers), Number(items));
  }
  process.stdout.write(JSON.stringify(answers));
}
