/** Trials that were run are kept in a file, so that a calibration that was stopped goes on where it was. */

import { appendFile, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from '../../datasets/store/make-folder.node.ts';
import { canonicalJson, sha256, toHex } from '../../numerics/digest.ts';
import type { TrialJob } from './calibrate.ts';
import type { Target, TrialResult } from './trial.ts';
import type { TrialPool } from './trial-pool.node.ts';

/** Trials handed to the pool before their results are kept. */
const BATCH = 16;

interface Line {
  readonly trial: string;
  readonly result: TrialResult;
}

/**
 * A pool that runs only trials that `file` has not, and adds them to it. `subject` says what trials are held against and by
 * which version of the program: results under another one are passed over, and so is a last line that was cut short.
 */
export async function withMemo(
  pool: TrialPool,
  file: string,
  subject: readonly string[],
): Promise<TrialPool & { forget(): Promise<void> }> {
  await makeFolder(dirname(file));
  const known = await readKnown(file);
  const keyOf = ({ scenario, seed, shapes }: TrialJob, targets: readonly Target[]): string => {
    const parts = targets.map(({ from, to }) => [from, to]);
    return toHex(
      sha256(
        new TextEncoder().encode(
          canonicalJson([subject, scenario, [...seed], parts, ...(shapes ? ['shapes'] : [])]),
        ),
      ),
    );
  };
  return {
    async run(jobs, targets) {
      const keys = jobs.map((job) => keyOf(job, targets));
      const missing = jobs.flatMap((job, i) => (known.has(keys[i]!) ? [] : [{ job, key: keys[i]! }]));
      for (let from = 0; from < missing.length; from += BATCH) {
        const batch = missing.slice(from, from + BATCH);
        const results = await pool.run(
          batch.map(({ job }) => job),
          targets,
        );
        results.forEach((result, i) => {
          known.set(batch[i]!.key, result);
        });
        const lines = batch.map(({ key }, i) => JSON.stringify({ trial: key, result: results[i]! }));
        await appendFile(file, `${lines.join('\n')}\n`);
      }
      return keys.map((key) => known.get(key)!);
    },
    close: () => pool.close(),
    forget: () => rm(file, { force: true }),
  };
}

async function readKnown(file: string): Promise<Map<string, TrialResult>> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  // What was being written when the process ended is a line of its own, and no trial.
  if (text !== '' && !text.endsWith('\n')) await appendFile(file, '\n');
  return new Map(
    text.split('\n').flatMap((line) => {
      const read = lineOf(line);
      return read === undefined ? [] : [[read.trial, read.result]];
    }),
  );
}

function lineOf(text: string): Line | undefined {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return undefined;
  }
}
