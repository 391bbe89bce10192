import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadStudy } from '../study/load-study.node.ts';
import { type KindStudy, laidOverStudy, type StudyKind } from './kind.ts';
import { loadKind, readKindRecord, runKind } from './run-kind.node.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoplab-kinds-'));
});
afterAll(() => rm(folder, { recursive: true }));

const file = async (name: string, text: string): Promise<string> => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};

describe('studies of other kinds', () => {
  it('are told from studies of fits by their file', async () => {
    expect(await loadKind('quickstart')).toBeNull();
    const { kind, study } = (await loadKind('offline-truth'))!;
    expect([kind.kind, study.name]).toEqual(['offline-truth', 'offline-truth']);
    expect((await loadKind('offline-truth', true))!.study.name).toBe('offline-truth-smoke');
    await expect(loadStudy('offline-truth')).rejects.toThrow(
      "it is of kind 'offline-truth', without fits on folds",
    );
  });

  it.each([
    [
      'kind: offline-truht\n',
      'kind: "offline-truht" is none of offline-truth',
      "did you mean 'offline-truth'?",
    ],
    ['kind: offline-truth\nname: mine\n', 'mine.yaml:1:1', 'estimators'],
  ])('%j is refused by its place', async (text, ...words) => {
    const path = await file('mine.yaml', text);
    for (const word of words) await expect(loadKind(path)).rejects.toThrow(word);
  });
});

describe('a run', () => {
  interface Counting extends KindStudy {
    readonly parts: number;
    readonly smoke?: { readonly parts?: number | undefined } | undefined;
  }
  const made: string[] = [];
  let stopAfter = Number.POSITIVE_INFINITY;
  const COUNTING: StudyKind<Counting, { readonly sum: number }> = {
    kind: 'counting',
    doc: '',
    version: 1,
    schema: z.strictObject({
      kind: z.literal('counting'),
      name: z.string(),
      title: z.string(),
      parts: z.int(),
      smoke: z.strictObject({ parts: z.int().optional() }).optional(),
    }) as never,
    smokeOf: (study) => laidOverStudy(study, study.smoke as Partial<Counting>),
    async run({ parts }, { keepPart, signal }) {
      let sum = 0;
      for (let part = 0; part < parts; part++) {
        signal.throwIfAborted();
        if (made.length >= stopAfter) throw new Error('killed');
        sum += await keepPart(`part-${part}`, () => {
          made.push(`${part}`);
          return part;
        });
      }
      return { sum };
    },
  };
  const study: Counting = { kind: 'counting', name: 'count', title: 'Count', parts: 4, smoke: { parts: 2 } };
  const run = (out: string, of: Counting = study) =>
    runKind(
      { kind: COUNTING as unknown as StudyKind, study: of },
      {
        out: join(folder, out),
        threads: 1,
        version: '0',
        command: 'c',
        signal: new AbortController().signal,
        onStage: () => {},
      },
    );

  it('goes on after a kill with what is missing, to the record of a run that was never killed', async () => {
    const undisturbed = await run('a');
    expect(undisturbed.result).toEqual({ sum: 6 });
    made.length = 0;
    stopAfter = 2;
    await expect(run('b')).rejects.toThrow('killed');
    stopAfter = Number.POSITIVE_INFINITY;
    const resumed = await run('b');
    expect(made).toEqual(['0', '1', '2', '3']);
    expect([resumed.id, resumed.resultDigest]).toEqual([undisturbed.id, undisturbed.resultDigest]);
    expect(await readdir(join(folder, 'b'))).toEqual(['record.json']);
    await run('b');
    expect(made).toHaveLength(4);
  });

  it('has a short form, and is refused a folder of another', async () => {
    const short = COUNTING.smokeOf(study)!;
    expect(short).toEqual({ kind: 'counting', name: 'count-smoke', title: 'Count', parts: 2 });
    expect((await run('c', short)).result).toEqual({ sum: 1 });
    await expect(run('c')).rejects.toThrow("holds study 'count-smoke'; 'count' will not replace it");
  });

  it('leaves a record whose changes are noticed', async () => {
    const record = await run('d');
    const path = join(folder, 'd', 'record.json');
    await writeFile(path, JSON.stringify({ ...record, result: { sum: 7 } }));
    await expect(readKindRecord(path)).rejects.toThrow('the result does not match its digest');
  });
});
