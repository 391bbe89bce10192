import { Command, InvalidArgumentError, Option } from 'commander';
import type { ReadingPart } from '../experiments/reading/read-reviews.ts';
import type { ReadingRecord } from '../experiments/reading/reading-record.ts';
import { shellWords } from '../reports/text/shell.ts';
import { type Action, act, type CommonOptions } from './action.node.ts';
import { sizeUpTo, wholeFrom1 } from './arguments.node.ts';

interface ReadOptions extends CommonOptions {
  readonly topics?: number | true;
  readonly aspects?: boolean;
  readonly keywords?: boolean;
  readonly brands?: boolean;
  readonly turns?: boolean;
  readonly votes?: boolean;
  readonly method: 'lda' | 'nmf' | 'dmm';
  readonly documents: 'sentences' | 'reviews';
  readonly sweeps: number;
  readonly by: 'group' | 'item';
  readonly words: 'likelihood' | 'tf-idf' | 'textrank';
  readonly days: number;
  readonly sentiment: 'stars' | 'lexicon' | 'learnt';
  readonly truth: boolean;
  readonly seed: string;
  readonly out?: string;
  readonly report: boolean;
}

const DEFAULT_TOPICS = 12;
const GROUPS = 12;
const WORDS = 10;

function topicCount(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 2 || value > 200)
    throw new InvalidArgumentError(`'${text}' is not a whole number from 2 to 200.`);
  return value;
}

export function readCommand(): Command {
  return new Command('read')
    .description(
      'read reviews: topics, aspects, keywords, brands over time, when shoppers turned, which reviews are found helpful',
    )
    .argument('<log>', 'folder of a simulated log, or the name of a data set (`shoplab list data`)')
    .option('--topics [n]', `topics, ${DEFAULT_TOPICS} unless said`, topicCount)
    .option('--aspects', 'what is spoken of and how; against the truth where the log has it')
    .option('--keywords', 'words that tell a brand, category or item from the others')
    .option('--brands', 'mean sentiment of brands, or categories, period by period')
    .option('--turns', 'the moments at which shoppers turned; against the truth where the log has it')
    .option('--votes', 'how many find a review helpful, foretold; for data that tells')
    .addOption(
      new Option('--method <method>', 'how topics are found').choices(['lda', 'nmf', 'dmm']).default('lda'),
    )
    .addOption(
      new Option('--documents <what>', 'what is a document')
        .choices(['sentences', 'reviews'])
        .default('sentences'),
    )
    .option('--sweeps <n>', 'sweeps over the words', wholeFrom1, 200)
    .addOption(
      new Option('--by <what>', 'keywords of brands or categories, or of items')
        .choices(['group', 'item'])
        .default('group'),
    )
    .addOption(
      new Option('--words <method>', 'how keywords are scored')
        .choices(['likelihood', 'tf-idf', 'textrank'])
        .default('likelihood'),
    )
    .option('--days <n>', 'days of a period', sizeUpTo(3650), 7)
    .addOption(
      new Option('--sentiment <by>', 'how a review is valued')
        .choices(['learnt', 'lexicon', 'stars'])
        .default('learnt'),
    )
    .option('--no-truth', 'act as if only the shop’s own tables were there')
    .option('--seed <seed>', 'any string', 'read')
    .option('--out <dir>', 'folder of reading.json and report; default: out/read/<name>')
    .option('--no-report', 'the record only')
    .option('--json', 'print one JSON object')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      `
Without a part (--topics, --aspects, --keywords, --brands, --turns, --votes) all that the data has something for are told.

Examples:
  $ npx shoplab read out/tiny
  $ npx shoplab read out/tiny --topics 12 --method nmf --aspects
  $ npx shoplab read womens-clothing-reviews --votes --keywords --json`,
    )
    .action((source: string, options: ReadOptions) =>
      act(options, (action) => read(source, options, action)),
    );
}

async function read(source: string, options: ReadOptions, action: Action): Promise<void> {
  const { openReadingSource } = await import('../experiments/reading/read-source.node.ts');
  const { READING_PARTS, readReviews } = await import('../experiments/reading/read-reviews.ts');
  const { hostNow } = await import('../experiments/host.node.ts');
  const { writeReading } = await import('../experiments/reading/reading-file.node.ts');
  const asked = READING_PARTS.filter((part) => options[part] !== undefined && options[part] !== false);
  const parts: readonly ReadingPart[] = asked.length > 0 ? asked : READING_PARTS;
  const opened = await openReadingSource(source, options.truth);
  const found = await readReviews(opened.dataset, opened.truth, {
    parts,
    seed: options.seed,
    command: `npx shoplab read ${shellWords(process.argv.slice(3))}`,
    sentiment: options.sentiment,
    topics: {
      method: options.method,
      count: typeof options.topics === 'number' ? options.topics : DEFAULT_TOPICS,
      documents: options.documents,
      sweeps: options.sweeps,
    },
    keywords: { method: options.words, by: options.by, groups: GROUPS, words: WORDS },
    brands: { days: options.days, groups: GROUPS },
    signal: action.signal,
    onStage: (stage, done, total) => action.progress.update(stage, done, total),
  });
  const record: ReadingRecord = { ...found, madeBy: hostNow() };
  const out = options.out ?? `out/read/${opened.name}`;
  const file = await writeReading(out, record);
  const report = options.report ? await writeReportOf(out, record, action) : null;
  const { readingLines } = await import('./reading-lines.node.ts');
  action.print({ ...record, file, report }, () => [
    ...readingLines(record),
    `record  ${file}`,
    ...(report === null ? [] : [`report  ${report}`]),
  ]);
}

async function writeReportOf(
  out: string,
  record: ReadingRecord,
  { signal, progress }: Action,
): Promise<string> {
  const { writeReadingReport } = await import('../reports/reading/site.node.ts');
  const { html } = await writeReadingReport(out, record, {
    signal,
    onProgress: (done, total) => progress.update('drawing', done, total),
  });
  return html;
}
