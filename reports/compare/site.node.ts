/** Writes the page of two studies, its pictures and data, each whole or not at all. */

import { basename, join, resolve } from 'node:path';
import { makeFolder } from '../../datasets/store/make-folder.node.ts';
import type { SideBySide } from '../../experiments/comparison/compare-sides.ts';
import { type ReportOptions, writeCharts, writePages } from '../page/chart-files.node.ts';
import { writeWhole } from '../page/whole-file.node.ts';
import { readStudy } from '../study/study-files.node.ts';
import { LIGHT } from '../theme.ts';
import { differenceCharts } from './chart.ts';
import { compareSite } from './page.ts';
import { differencesCsv } from './tables.ts';
import type { CompareView } from './view.ts';

/** Names of the folders, or their paths where these have one name. */
function namesOf([first, other]: readonly [string, string]): readonly [string, string] {
  const [a, b] = [basename(resolve(first)), basename(resolve(other))];
  return a === b ? [first, other] : [a, b];
}

/** `index.html`, `differences.csv` and `charts/` in the folder; returns the page. The same studies make the same bytes. */
export async function writeComparison(
  folder: string,
  studies: readonly [string, string],
  comparison: SideBySide,
  options: ReportOptions = {},
): Promise<string> {
  const [first, other] = [await readStudy(studies[0]), await readStudy(studies[1])];
  const view: CompareView = {
    ...{ first: first.study, other: other.study, names: namesOf(studies), comparison },
    command: `shoplab compare ${studies.join(' ')} --out ${folder}`,
  };
  await makeFolder(folder);
  await writeCharts(join(folder, 'charts'), differenceCharts(view, LIGHT), options);
  await writeWhole(join(folder, 'differences.csv'), differencesCsv(view));
  return writePages(folder, compareSite(view));
}
