import { Command } from 'commander';
import { ConfigError } from '../datasets/config-error.ts';
import { VERSION } from '../datasets/version.node.ts';
import { shellWords } from '../reports/text/shell.ts';
import { type Action, act, type CommonOptions } from './action.node.ts';
import { DEFAULT_THREADS, sizeUpTo, threadCount } from './arguments.node.ts';

interface BenchOptions extends CommonOptions {
  readonly users?: number;
  readonly items?: number;
  readonly dimensions?: number;
  readonly k?: number;
  readonly threads: number;
  readonly backends?: string;
  readonly rounds?: number;
  readonly quick?: boolean;
  readonly curves: boolean;
  readonly seed: string;
  readonly again?: boolean;
  readonly out: string;
  readonly report: boolean;
}

export function benchCommand(): Command {
  return new Command('bench')
    .description('lists a second of the scoring core beside other libraries, on gaussian and trained factors')
    .option('--items <n>', 'items of the main point; default: 50000, with --quick 2000', sizeUpTo(10_000_000))
    .option('--users <n>', 'users of the main point; default: 4096, with --quick 512', sizeUpTo(1_000_000))
    .option('--dimensions <n>', 'length of a vector; default: 64, with --quick 32', sizeUpTo(1024))
    .option('--k <n>', 'length of a list; default: 10', sizeUpTo(1000))
    .option('--threads <n>', 'the core is measured on 1 ... n threads', threadCount, DEFAULT_THREADS)
    .option('--backends <names>', 'separated by commas; default: all that are there')
    .option('--rounds <n>', 'turns of each backend; default: 7, with --quick 3', sizeUpTo(1000))
    .option('--quick', 'small sizes and short turns: seconds, and rougher figures')
    .option('--no-curves', 'the main points only, without growth over items, users and dimensions')
    .option('--seed <seed>', 'of the factors, any string', 'bench')
    .option('--again', 'measure again what is filed in the folder')
    .option('--out <dir>', 'folder of records and report', 'out/throughput')
    .option('--no-report', 'records only')
    .option('--json', 'print one JSON object')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      `
Backends take turns, and every answer is compared with the reference's before it is timed. Only ratios of one run mean much.

Examples:
  $ npx shoplab bench --quick
  $ npx shoplab bench --items 20000 --backends reference,core,tfjs-wasm --threads 2
  $ npx shoplab bench --no-curves --rounds 15 --out out/main-point`,
    )
    .action((options: BenchOptions) =>
      act(
        options,
        (action) => run(options, action),
        'points that are done are kept: the same command goes on from there',
      ),
    );
}

async function run(options: BenchOptions, action: Action): Promise<void> {
  const { BACKENDS } = await import('../algorithms/scoring/backends/registry.node.ts');
  const { planPoints, SIZES, TIMINGS } = await import('../experiments/throughput/plan.ts');
  const { runThroughput } = await import('../experiments/throughput/run-throughput.node.ts');
  const { benchJson, benchLines } = await import('./bench-outcome.node.ts');
  const { nearest } = await import('../datasets/schema-faults.ts');
  const pace = options.quick ? 'quick' : 'usual';
  const { users, items, dimensions, k } = { ...SIZES[pace], ...definedOf(options) };
  if (k > items) throw new ConfigError([`bench: --k ${k} is more than the ${items} items`]);
  const outcome = await runThroughput({
    out: options.out,
    points: planPoints({ users, items, dimensions, k }, options.curves),
    backends: chosen(options.backends, Object.keys(BACKENDS) as (keyof typeof BACKENDS)[], nearest),
    threads: options.threads,
    timing: { ...TIMINGS[pace], ...(options.rounds !== undefined && { rounds: options.rounds }) },
    seed: options.seed,
    version: VERSION,
    command: `npx shoplab bench ${shellWords(process.argv.slice(3))}`.trim(),
    again: options.again ?? false,
    signal: action.signal,
    onStage: (stage, done, total) => action.progress.update(stage, done, total),
  });
  const report = options.report ? await writeReportOf(options.out, action) : null;
  action.print(benchJson(outcome, options.out, report), () => benchLines(outcome, options.out, report));
}

/** The sizes that were given. */
function definedOf({
  users,
  items,
  dimensions,
  k,
}: BenchOptions): Partial<Record<'users' | 'items' | 'dimensions' | 'k', number>> {
  return Object.fromEntries(
    Object.entries({ users, items, dimensions, k }).filter(([, size]) => size !== undefined),
  );
}

/** The backends named, in the order of the registry; all when none is. */
function chosen<Name extends string>(
  text: string | undefined,
  known: readonly Name[],
  nearest: (name: string, known: readonly string[]) => string | undefined,
): Name[] {
  if (text === undefined) return [...known];
  const names = text.split(',').map((name) => name.trim());
  const strangers = names.filter((name) => !(known as readonly string[]).includes(name));
  if (strangers.length > 0)
    throw new ConfigError(
      strangers.map((name) => {
        const near = nearest(name, known);
        return near === undefined
          ? `bench: no backend '${name}'; there are ${known.join(', ')}`
          : `bench: no backend '${name}'; did you mean '${near}'?`;
      }),
    );
  return known.filter((name) => names.includes(name));
}

async function writeReportOf(out: string, { signal, progress }: Action): Promise<string> {
  const { writeThroughputReport } = await import('../reports/throughput/site.node.ts');
  const report = await writeThroughputReport(out, {
    signal,
    onProgress: (done, total) => progress.update('drawing', done, total),
  });
  return report.html;
}
