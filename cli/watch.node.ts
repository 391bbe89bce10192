import { Command, InvalidArgumentError } from 'commander';
import { ConfigError } from '../datasets/config-error.ts';
import { act, type CommonOptions } from './action.node.ts';
import { collect } from './arguments.node.ts';
import { bytes, count, seconds, table } from './format.node.ts';

interface WatchCommandOptions extends CommonOptions {
  readonly model: string[];
  readonly threshold: number;
  readonly rules: boolean;
  readonly only?: 'payments';
  readonly out?: string;
  readonly fresh?: boolean;
}

const share = (text: string): number => {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError(`'${text}' is not a number from 0 to 1.`);
  return value;
};

const payments = (text: string): string => {
  if (text !== 'payments') throw new InvalidArgumentError(`'${text}' is not 'payments'.`);
  return text;
};

export function watchCommand(): Command {
  return new Command('watch')
    .description('replay a log in time order through detectors of fraud, and raise alerts as JSON Lines')
    .argument('<log>', 'folder of a log, or a file of payments (JSON Lines, in time order)')
    .option('--model <file>', 'a fitted detector (repeatable); of what it judges, all is judged', collect, [])
    .option('--threshold <p>', 'probability from which a model raises an alert', share, 0.5)
    .option('--no-rules', 'without the transparent rules over payments')
    .option('--only <table>', "of a log: 'payments', without what shoppers did", payments)
    .option(
      '--out <file>',
      'where alerts go; with a checkpoint beside it, from which the same command goes on',
    )
    .option('--fresh', 'begin anew, over what an earlier watch left')
    .option('--json', 'print one JSON object (with --out)')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      `
Every alert has the time, what it is about (of, id), the detector, its score and the reasons. Memory does not grow with the log. Killed at any
moment, the same command loses no alert and raises none twice.

Examples:
  $ npx shoplab watch out/marketplace-fraud
  $ npx shoplab run marketplace-fraud-payments --models
  $ npx shoplab watch out/marketplace-fraud --model out/marketplace-fraud-payments/models/boosted-trees-seed-1-fold-0-0f3a9c21.model --out alerts.jsonl`,
    )
    .action((log: string, options: WatchCommandOptions) =>
      act(
        options,
        async (action) => {
          if (options.json && options.out === undefined)
            throw new ConfigError(['watch: --json prints one object; tell where alerts go: --out FILE']);
          const { detectorFrom, namedApart, paymentRules } = await import(
            '../experiments/watch/detectors.node.ts'
          );
          const { runWatch } = await import('../experiments/watch/run-watch.node.ts');
          const models = [];
          for (const path of options.model) models.push(await detectorFrom(path, options.threshold));
          const detectors = namedApart([...(options.rules ? [await paymentRules()] : []), ...models]);
          if (detectors.length === 0)
            throw new ConfigError(['watch: nobody looks; give a --model, or leave --no-rules out']);
          const outcome = await runWatch(log, {
            detectors,
            out: options.out ?? null,
            signal: action.signal,
            onProgress: (done, total) =>
              action.progress.update('events', done, Number.isNaN(total) ? done + 1 : total),
            ...(options.only && { only: [options.only] }),
            ...(options.fresh && { fresh: true }),
            ...(options.out === undefined && {
              onAlert: (line: string) => void process.stdout.write(`${line}\n`),
            }),
          });
          const lines = () => [
            table(
              ['detector', 'looks at', 'alerts'],
              detectors.map(({ name, of }) => [name, of, count(outcome.byDetector[name] ?? 0)]),
            ),
            '',
            `${count(outcome.events)} events, ${count(outcome.judged)} judged, ${count(outcome.alerts)} alerts${outcome.resumed > 0 ? ` (${count(outcome.resumed)} events done before)` : ''}`,
            `${count(Math.round(outcome.eventsPerSecond))} events/s, ${count(Math.round(outcome.judgedPerSecond))} judged/s in ${seconds(outcome.seconds)}; ${
              outcome.latency
                ? `word on an event: p50 ${(1000 * outcome.latency.p50).toFixed(0)} us, p99 ${(1000 * outcome.latency.p99).toFixed(0)} us; `
                : ''
            }peak memory ${bytes(outcome.peakMemoryBytes)}`,
            ...(options.out === undefined ? [] : [`alerts ${options.out}`]),
          ];
          if (options.out === undefined) {
            action.progress.stop();
            process.stderr.write(`${lines().join('\n')}\n`);
          } else action.print(outcome, lines);
        },
        'alerts and checkpoint are kept: the same command goes on from there',
      ),
    );
}
