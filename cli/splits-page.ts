/** The page of splits: what each does, its parameters, and pictures of it that are made by running it on a small log. */

import { MARKS, PICTURED, pictureOf, type SplitName, smallFolds } from '../experiments/splits/pictures.ts';
import { SPLITS } from '../experiments/splits/registry.ts';
import type { Split } from '../experiments/splits/split.ts';
import { markdownTable, parametersOf, sentence } from './algorithms-page.ts';

const INTRODUCTION = `# Splits

Made by \`npm run docs\`; do not edit it here. How feedback is parted into rows that are learnt from and rows that are tested, as \`split:\`
of a study. Splits that declare \`order: time\` test what happened after what was learnt, shopper by shopper at least; records of
the others carry the note \`not time-ordered\`.

Pictures are drawn from what a split does with one small log: a line is a shopper (an item, where a split goes by items), a column a second.
\`${MARKS.learnt}\` is learnt from, \`${MARKS.tested}\` tested, \`${MARKS.told}\` told when asking, \`${MARKS.left}\` left alone.`;

/** Markdown; ends in a line end. */
export function splitsPage(): string {
  const entries = (Object.keys(SPLITS) as SplitName[]).flatMap(entry);
  const overview = markdownTable(
    ['split', 'order', 'what'],
    Object.entries(SPLITS).map(([name, { order, doc }]) => [`[\`${name}\`](#${name})`, order, doc]),
  );
  return `${[INTRODUCTION, overview, ...entries].join('\n\n')}\n`;
}

function entry(name: SplitName): string[] {
  const split = SPLITS[name] as Split;
  const rows = parametersOf(split, 'unless said').map((one) => [
    `\`${one.name}\``,
    one.range,
    one.default,
    one.doc,
  ]);
  const pictures = PICTURED[name].map((params) => {
    const folds = smallFolds(name, params);
    const drawn = folds.map((fold, f) => {
      const cut = fold.cutoff === null ? '' : `known until second ${fold.cutoff}`;
      const heading = [folds.length > 1 ? `fold ${f}` : '', cut].filter((text) => text !== '').join(', ');
      return `${heading === '' ? '' : `${heading}\n`}${pictureOf(name, fold)}`;
    });
    return `\`{ ${[`name: ${name}`, ...(Object.keys(params).length > 0 ? [`params: ${flow(params)}`] : [])].join(', ')} }\`

\`\`\`text
${drawn.join('\n\n')}
\`\`\``;
  });
  return [
    `## ${name}`,
    `${sentence(split.doc)} Order: ${split.order}. Version \`${split.id}\`.`,
    rows.length > 0
      ? markdownTable(['parameter', 'values', 'default', 'meaning'], rows)
      : 'It has no parameters.',
    ...pictures,
  ];
}

/** As YAML writes a small map in one line. */
const flow = (params: Readonly<Record<string, unknown>>): string =>
  `{ ${Object.entries(params)
    .map(([key, value]) => `${key}: ${String(value)}`)
    .join(', ')} }`;
