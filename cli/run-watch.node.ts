/** `--watch` of `shoplab run`: the report while it grows, on 127.0.0.1. */

import type { GrownLoops } from '../experiments/loops/run-loop-study.node.ts';
import type { RunRecord } from '../experiments/run-record.ts';
import type { GrownStudy } from '../experiments/study/run-study.node.ts';
import type { LiveRun } from '../reports/live/live-event.ts';
import type { LiveServer, Served } from '../reports/live/live-server.node.ts';
import type { Site } from '../reports/page/site.ts';
import type { Action } from './action.node.ts';
import { Interrupted } from './exit.node.ts';

/** A new report is begun at most so often, milliseconds, and takes at most this share of the time. */
const SOONEST = 2000;
const MOST_SHARE = 0.1;

/** Pages of a report by name, the first one first, and how many runs are in it. */
interface Grown {
  readonly pages: ReadonlyMap<string, string>;
  readonly runs: number;
  readonly of: number;
}

export interface RunWatch {
  /** Tells the page too; give it to a run in place of the action's. */
  readonly onStage: (stage: string, done: number, total: number, under?: string) => void;
  onStudyFiled(records: readonly RunRecord[], grown: () => Promise<GrownStudy>): void;
  onLoopFiled(run: LoopFiled, grown: () => Promise<GrownLoops>): void;
  /** The study has ended: what stands in its report folder is served until Ctrl-C. */
  stay(report: string | null, runs: number): Promise<void>;
}
type LoopFiled = GrownLoops['runs'][number];

/** Runs `work`, which files into the folder `out`, with a server beside it, which is closed whatever happens. */
export async function withWatch(
  { title, out, port }: { readonly title: string; readonly out: string; readonly port: number },
  action: Action,
  work: (watch: RunWatch) => Promise<void>,
): Promise<void> {
  const { openLiveServer } = await import('../reports/live/live-server.node.ts');
  const server = await openLiveServer(title, port);
  process.stderr.write(`the report grows at ${server.address}\n`);
  try {
    await work(watchOn(server, out, action));
  } catch (error) {
    const isInterrupted = action.signal.aborted || error instanceof Interrupted;
    const words = error instanceof Error ? error.message : String(error);
    server.tell('end', { status: isInterrupted ? 'interrupted' : 'failed', words });
    throw error;
  } finally {
    await server.close();
  }
}

function watchOn(server: LiveServer, out: string, { progress, untilInterrupted }: Action): RunWatch {
  const began = performance.now();
  const grow = growing(server);
  let [filed, failed] = [0, 0];
  const tellRun = (run: Omit<LiveRun, 'filed' | 'failed'>): void => {
    filed++;
    if (run.status === 'failed') failed++;
    server.tell('run', { ...run, filed, failed });
  };
  return {
    onStage(stage, done, total, under = '') {
      progress.update(stage, done, total, under);
      server.tell('progress', { stage, done, total, under, seconds: (performance.now() - began) / 1000 });
    },
    onStudyFiled(records, grown) {
      for (const record of records) tellRun(toldRun(record));
      grow.ask(async () => {
        const { studySite } = await import('../reports/study/page.ts');
        const { studyView } = await import('../reports/study/study-view.ts');
        const { readDataFigures } = await import('../reports/study/data-figures.node.ts');
        const { study, summary, records: all } = await grown();
        const figures = await readDataFigures(out, study.provenance.digest);
        const view = studyView({ study, summary, records: all, strangers: 0, ...(figures && { figures }) });
        return { pages: await pagesOf(studySite(view)), runs: all.length, of: study.runs.length };
      });
    },
    onLoopFiled(run, grown) {
      const { inputs, status } = run;
      const error = run.status === 'failed' ? run.error : '';
      tellRun({ label: inputs.policy.label, which: `seed ${inputs.seed}`, status, error });
      grow.ask(async () => {
        const { loopSite } = await import('../reports/loops/page.ts');
        const { study, summary, runs } = await grown();
        const pages = await pagesOf(loopSite({ study, summary }, runs));
        return { pages, runs: runs.length, of: study.runs.length };
      });
    },
    async stay(report, runs) {
      await grow.rest();
      if (report !== null) {
        const { reportFiles } = await import('../reports/live/report-files.node.ts');
        const { basename, dirname } = await import('node:path');
        server.serve(await reportFiles(dirname(report)));
        grow.last(basename(report), runs);
      }
      const words = `${runs === 1 ? 'The one run is' : `All ${runs} runs are`} filed; Ctrl-C in the terminal ends this page.`;
      server.tell('end', { status: 'done', words });
      process.stderr.write(
        `${report === null ? 'progress' : 'the report'} is served at ${server.address} until Ctrl-C\n`,
      );
      await untilInterrupted();
    },
  };
}

async function pagesOf(site: Site): Promise<ReadonlyMap<string, string>> {
  const { pageScripts } = await import('../reports/page/chart-files.node.ts');
  const { siteFiles } = await import('../reports/page/site.ts');
  return new Map(siteFiles(site, await pageScripts()).map(({ file, text }) => [file, text]));
}

function toldRun(record: RunRecord): Omit<LiveRun, 'filed' | 'failed'> {
  const { algorithm, seed, split, repeats } = record.inputs;
  return {
    label: algorithm.label,
    which: `seed ${seed}, fold ${split.fold}, repeats ${repeats}`,
    status: record.status,
    error: record.status === 'failed' ? record.error : '',
  };
}

/** Makes one report at a time, of the newest that there is. */
function growing(server: LiveServer) {
  let version = 0;
  let next: (() => Promise<Grown>) | undefined;
  let making: Promise<void> | undefined;
  let pause: NodeJS.Timeout | undefined;
  let isResting = false;
  async function make(grown: () => Promise<Grown>): Promise<void> {
    const before = performance.now();
    try {
      const { pages, runs, of } = await grown();
      server.serve(new Map([...pages].map(([name, text]): [string, Served] => [name, { text }])));
      const [page] = pages.keys();
      server.tell('report', { version: ++version, page: page!, runs, of });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      server.tell('fault', { words: `No report could be made of the runs so far: ${why}` });
    }
    making = undefined;
    pause = setTimeout(
      () => {
        pause = undefined;
        begin();
      },
      Math.max(SOONEST, (performance.now() - before) / MOST_SHARE),
    );
  }
  function begin(): void {
    if (next === undefined || making || pause || isResting) return;
    const grown = next;
    next = undefined;
    making = make(grown);
  }
  return {
    ask(grown: () => Promise<Grown>): void {
      next = grown;
      begin();
    },
    /** Nothing is made any more; resolves when what is being made is. */
    async rest(): Promise<void> {
      isResting = true;
      await making;
      clearTimeout(pause);
    },
    last(page: string, runs: number): void {
      server.tell('report', { version: ++version, page, runs, of: runs });
    },
  };
}
