import { Command } from 'commander';
import { ConfigError } from '../datasets/config-error.ts';
import { act, type CommonOptions } from './action.node.ts';
import { collect } from './arguments.node.ts';
import { table } from './format.node.ts';

interface LabelOptions extends CommonOptions {
  readonly text: string[];
  readonly explain?: boolean;
}

/** Causes that are told of a text. */
const CAUSES = 3;

export function labelCommand(): Command {
  return new Command('label')
    .description('open a fitted model of texts (`shoplab run STUDY --models`) and print the classes of texts')
    .argument('<model>', 'file of a model')
    .argument('[file]', 'texts, a line each; - for standard input')
    .option('--text <text>', 'a text (repeatable)', collect, [])
    .option('--explain', 'say which words speak for the class that is said')
    .option('--json', 'print an object a line')
    .addHelpText(
      'after',
      `
Examples:
  $ npx shoplab run sentiment-labelled --models
  $ npx shoplab label out/sentiment-labelled/models/logistic-text-seed-1-fold-0-0f3a9c21.model --text 'Not bad at all.' --explain
  $ cat reviews.txt | npx shoplab label MODEL - --json`,
    )
    .action((path: string, file: string | undefined, options: LabelOptions) =>
      act(options, async (action) => {
        const { openModelFile } = await import('../algorithms/model-file.node.ts');
        const { algorithmNamed, modelHost } = await import('../algorithms/fitting.ts');
        const { kernelHost } = await import('../numerics/kernels/open-host.node.ts');
        const { labelTexts } = await import('./label-answers.ts');
        const { model, task, algorithm } = await openModelFile(path, modelHost(kernelHost()));
        const { reads } = algorithmNamed(algorithm.replace(/\.v\d+$/, ''));
        if (task !== 'label' || reads === 'features')
          throw new ConfigError([
            `${path}: ${algorithm} has task '${task}'${reads === 'features' ? ' and reads features of a log (`shoplab watch`)' : ''}; a model that reads texts is needed`,
          ]);
        const texts = [...options.text, ...(file === undefined ? [] : await linesOf(file))];
        if (texts.length === 0)
          throw new ConfigError(['label: no text; give --text, a file, or - for standard input']);
        const answers = labelTexts(
          model as Parameters<typeof labelTexts>[0],
          texts,
          options.explain ? CAUSES : 0,
        );
        if (options.json) {
          action.progress.stop();
          process.stdout.write(answers.map((answer) => `${JSON.stringify(answer)}\n`).join(''));
          return;
        }
        const heads = ['class', 'probability', ...(options.explain ? ['because of'] : []), 'text'];
        action.print(answers, () => [
          table(
            heads,
            answers.map(({ text, label, probabilities, because }) => [
              label,
              (probabilities[label] ?? 0).toFixed(4),
              ...(options.explain
                ? [
                    (because ?? [])
                      .map(({ name, contribution }) => `${name} ${contribution.toFixed(2)}`)
                      .join(', '),
                  ]
                : []),
              shortened(text),
            ]),
          ),
        ]);
      }),
    );
}

const LONGEST = 60;
const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

async function linesOf(file: string): Promise<string[]> {
  const { readFile } = await import('node:fs/promises');
  const { text } = await import('node:stream/consumers');
  const content =
    file === '-'
      ? await text(process.stdin)
      : await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
          throw new ConfigError([
            `${file}: ${error.code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${error.code})`}`,
          ]);
        });
  return content.split(/\r?\n/).filter((line) => line.trim() !== '');
}
