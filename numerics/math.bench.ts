/** Our elementary functions beside the engine's, 10,000 calls each. `suite` is what `npm run bench` runs. */
import { Bench } from 'tinybench';
import { cos, exp, expm1, log, log1p, pow, sin, tanh } from './math.ts';

const OURS = { exp, log, log1p, expm1, tanh, sin, cos };
const arguments_ = Float64Array.from({ length: 10_000 }, (_, i) => 0.0001 + i / 1000);
const sink = new Float64Array(1);

function sumOf(of: (x: number) => number): () => void {
  return () => {
    let sum = 0;
    for (const x of arguments_) sum += of(x);
    sink[0] = sum;
  };
}

export const suite: Bench = new Bench({ name: 'math', time: 200 });
for (const name of Object.keys(OURS) as (keyof typeof OURS)[]) {
  suite.add(`${name}, ours`, sumOf(OURS[name])).add(`${name}, engine`, sumOf(Math[name]));
}
suite
  .add(
    'pow, ours',
    sumOf((x) => pow(x, -1.3)),
  )
  .add(
    'pow, engine',
    sumOf((x) => x ** -1.3),
  );
