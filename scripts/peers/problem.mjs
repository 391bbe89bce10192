/** Problems and answers of scoring tasks on disk: raw little-endian columns beside `problem.json`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const TYPES = {
  float32: Float32Array,
  float64: Float64Array,
  uint32: Uint32Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
};

export const typeOf = (values) =>
  Object.keys(TYPES).find((name) => values.constructor === TYPES[name]) ?? 'uint8';

/** Columns that a run told of, by name. */
export function readArrays(folder, specs) {
  return Object.fromEntries(
    Object.entries(specs).map(([name, { file, type }]) => {
      const bytes = readFileSync(join(folder, file));
      if (!TYPES[type])
        throw new Error(`${file}: type ${type} is not one of ${Object.keys(TYPES).join(', ')}`);
      return [name, new TYPES[type](new Uint8Array(bytes).buffer)];
    }),
  );
}

export function readProblem(folder) {
  const problem = JSON.parse(readFileSync(join(folder, 'problem.json'), 'utf8'));
  return { problem, arrays: readArrays(folder, problem.arrays) };
}

/** Makes a task's problem in `folder`; `make(options, write)` gives the numbers of problem.json. */
export async function writeProblem(folder, task, options, make) {
  const arrays = {};
  const write = (name, values, shape = [values.length]) => {
    writeFileSync(join(folder, `${name}.bin`), values);
    arrays[name] = { file: `${name}.bin`, type: typeOf(values), shape };
  };
  const numbers = await make(options, write);
  const problem = { task, threads: options.threads, repeats: options.short ? 1 : 3, ...numbers, arrays };
  writeFileSync(join(folder, 'problem.json'), `${JSON.stringify(problem, null, 1)}\n`);
}

/** A column of a peer, by its file. */
export const readColumn = (folder, file, type) => readArrays(folder, { column: { file, type } }).column;

/** One call that does not count, then `repeats` timed ones: [result of the last, seconds]. */
export async function timed(work, repeats) {
  let result = await work();
  const seconds = [];
  for (let call = 0; call < repeats; call++) {
    const started = performance.now();
    result = await work();
    seconds.push((performance.now() - started) / 1000);
  }
  return [result, seconds];
}
