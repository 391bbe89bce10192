/** Writes the report of a study of loops: page, pictures, data and Markdown. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError } from '../../datasets/config-error.ts';
import type { LoopRun, LoopStudyFile, LoopSummary } from '../../experiments/loops/loop-record.ts';
import { idOf } from '../../experiments/run-record.ts';
import { digestJson } from '../../numerics/digest.ts';
import type { ReportOptions } from '../page/chart-files.node.ts';
import { fileReport, summaryIn } from '../page/report-folder.node.ts';
import type { WrittenReport } from '../study/site.node.ts';
import { LIGHT } from '../theme.ts';
import { loopMarkdown, loopSections, loopSite } from './page.ts';
import type { LoopView } from './view.ts';

const STUDY = z.looseObject({
  schema: z.literal('shoplab.loop-study/1'),
  name: z.string(),
  title: z.string(),
  runs: z.array(z.string().regex(/^[\w-]+$/)),
});
const SUMMARY = z.looseObject({
  schema: z.literal('shoplab.loop-summary/1'),
  bands: z.array(z.looseObject({ label: z.string(), measure: z.string() })),
  records: z.string(),
});
const RUN = z.looseObject({
  schema: z.literal('shoplab.loop/1'),
  id: z.string(),
  inputs: z.looseObject({ kind: z.literal('loop') }),
  status: z.enum(['done', 'failed']),
});

async function readJson(file: string, shape: z.ZodType): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError([`report: ${file} cannot be read (${error.code}); run the study to its end first`]);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`report: ${file} is damaged: not JSON (${(error as Error).message})`);
  }
  const parsed = shape.safeParse(value);
  if (!parsed.success) throw new Error(`report: ${file} is damaged: ${parsed.error.issues[0]!.message}`);
  return value;
}

/** Records, study and summary of a folder; throws with the name of the file where one is missing, foreign or damaged. */
export async function readLoops(folder: string): Promise<{ view: LoopView; runs: LoopRun[] }> {
  const study = (await readJson(join(folder, 'study.json'), STUDY)) as LoopStudyFile;
  const summary = (await readJson(join(folder, 'summary.json'), SUMMARY)) as LoopSummary;
  const runs: LoopRun[] = [];
  for (const id of study.runs) {
    const file = join(folder, 'runs', `${id}.json`);
    const run = (await readJson(file, RUN)) as LoopRun;
    if (run.id !== id || idOf(run.inputs) !== id)
      throw new Error(
        `report: ${file}: the inputs do not match the id; remove the file and run the study again`,
      );
    if (run.status === 'done' && digestJson(run.result) !== run.resultDigest)
      throw new Error(
        `report: ${file}: the result does not match its digest; remove the file and run the study again`,
      );
    runs.push(run);
  }
  const digest = digestJson(runs.map((run) => [run.id, run.status === 'done' ? run.resultDigest : null]));
  if (summary.records !== digest)
    throw new Error(
      `report: ${join(folder, 'summary.json')} was computed from other records; run the study again`,
    );
  return { view: { study, summary }, runs };
}

/** To `report/` in the folder. The same records make the same bytes. */
export async function writeLoopReport(folder: string, options: ReportOptions = {}): Promise<WrittenReport> {
  const { view: own, runs } = await readLoops(folder);
  const view: LoopView = { ...own, ...(options.colours && { colours: options.colours }) };
  const report = join(folder, 'report');
  const parts = {
    charts: loopSections(view, LIGHT).flatMap((section) => section.charts),
    markdown: loopMarkdown(view, runs),
    site: loopSite(view, runs),
  };
  return { ...(await fileReport(report, parts, options)), markdown: summaryIn(report) };
}
