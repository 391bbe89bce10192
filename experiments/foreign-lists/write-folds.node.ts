/** Folds of a study as files: what to learn from and what lists are scored against, for recommenders of anybody. */

import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../../datasets/config-error.ts';
import { csvLine } from '../../datasets/public/csv.ts';
import { makeFolder } from '../../datasets/store/make-folder.node.ts';
import { makeTestSet } from '../evaluation/test-set.ts';
import type { Prepared } from '../fitting/prepared.ts';
import type { Repeats } from '../run-record.ts';
import { SPLITS } from '../splits/registry.ts';
import type { Fold } from '../splits/split.ts';
import { writeLines } from './write-lines.node.ts';

export interface WrittenFold {
  readonly seed: string;
  readonly fold: number;
  readonly train: string;
  readonly test: string;
  /** Rows that are told when asking; absent where nothing is. */
  readonly told?: string;
  /** Of the rows that part it, as records tell it. */
  readonly digest: string;
  readonly trainRows: number;
  readonly evaluated: number;
  readonly relevant: number;
}

const INDEX = 'split.json';

/**
 * Writes `seed-<seed>-fold-<n>.train.csv` (user, item, time in s, value) and `.test.csv` (user, item): the shoppers that the study
 * evaluates under `repeats`, with their relevant items. Each file is whole or not there; `split.json` comes last. Throws ConfigError for
 * folds that ask about a shopper more than once, for studies of examples, and for a folder of something else.
 */
export async function writeFolds(prepared: Prepared, out: string, repeats: Repeats): Promise<WrittenFold[]> {
  const { study, folds, foldDigests, feedback } = prepared;
  if (feedback.examples)
    throw new ConfigError([
      `study '${study.name}': it is of examples with classes; no lists are scored against it`,
    ]);
  if (folds.flat().some(({ asks }) => asks && asks.target !== 'rest'))
    throw new ConfigError([
      `split ${study.split.name}: it asks about a shopper after each row; files of lists answer once`,
    ]);
  await openFolder(out);
  const written: WrittenFold[] = [];
  for (const [s, own] of folds.entries())
    for (const [f, fold] of own.entries())
      written.push(
        await writeFold(prepared, fold, out, repeats, {
          seed: study.seeds[s]!,
          fold: f,
          digest: foldDigests[s]![f]!,
        }),
      );
  const split = SPLITS[study.split.name];
  const index = {
    schema: 'shoplab.split/1',
    study: study.name,
    data: prepared.data,
    split: { name: split.name, definition: split.id, order: split.order, params: study.split.params },
    repeats,
    catalogue: study.catalogue,
    leaks: prepared.audit,
    folds: written,
  };
  await writeLines(join(out, INDEX), [`${JSON.stringify(index, null, 1)}\n`]);
  return written;
}

async function openFolder(out: string): Promise<void> {
  await makeFolder(out).catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError([`--out: ${out} cannot be a folder (${error.code})`]);
  });
  const found = await readdir(out);
  if (found.length > 0 && !existsSync(join(out, INDEX)))
    throw new ConfigError([`--out: ${out} holds other files and no ${INDEX}; give a new folder`]);
}

async function writeFold(
  { feedback, shoppers, catalog, study }: Prepared,
  fold: Fold,
  out: string,
  repeats: Repeats,
  of: Pick<WrittenFold, 'seed' | 'fold' | 'digest'>,
): Promise<WrittenFold> {
  const name = `seed-${of.seed.replace(/[^A-Za-z0-9.-]/g, '_')}-fold-${of.fold}`;
  const shopperId = (shopper: number): string => shoppers.id[shopper] || `#${shopper}`;
  const itemId = (item: number): string => catalog.id[item] || `#${item}`;
  const { shopper, item, time, value } = feedback;
  function* rowsOf(rows: Uint32Array): Generator<string> {
    yield csvLine(['user', 'item', 'time', 'value']);
    for (const row of rows)
      yield csvLine([shopperId(shopper[row]!), itemId(item[row]!), String(time[row]), String(value[row])]);
  }
  const test = makeTestSet(feedback, fold, repeats, undefined, study.catalogue);
  function* relevant(): Generator<string> {
    yield csvLine(['user', 'item']);
    for (const [e, own] of test.shoppers.entries())
      for (let p = test.relevantPtr[e]!; p < test.relevantPtr[e + 1]!; p++)
        yield csvLine([shopperId(own), itemId(test.relevantItems[p]!)]);
  }
  await writeLines(join(out, `${name}.train.csv`), rowsOf(fold.train));
  await writeLines(join(out, `${name}.test.csv`), relevant());
  if (fold.given) await writeLines(join(out, `${name}.told.csv`), rowsOf(fold.given));
  return {
    ...of,
    train: `${name}.train.csv`,
    test: `${name}.test.csv`,
    ...(fold.given && { told: `${name}.told.csv` }),
    trainRows: fold.train.length,
    evaluated: test.shoppers.length,
    relevant: test.relevantItems.length,
  };
}
