/** Writes the page of two studies, its pictures and data. */

import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { SideBySide } from '../../experiments/comparison/compare-sides.ts';
import { type ReportOptions, requireOwnPage } from '../page/chart-files.node.ts';
import type { Filing } from '../page/filing.node.ts';
import { Refused } from '../page/refused.ts';
import { fileReport } from '../page/report-folder.node.ts';
import { readStudy } from '../study/study-files.node.ts';
import { shellWords } from '../text/shell.ts';
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

const CSV = 'differences.csv';
const OWN = ['charts', CSV, 'index.html'];

/** Throws Refused unless a page may be written there: nothing but what an earlier one left, or beside a whole one. */
async function requireRoom(folder: string): Promise<void> {
  if (folder.trim() === '') throw new Refused(['--out: the path is empty; a folder is needed']);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    if (error.code === 'ENOTDIR') throw new Refused([`--out: ${folder} is a file; a folder is needed`]);
    throw new Refused([`--out: ${folder} cannot be a folder (${error.code})`]);
  });
  if (names.includes('index.html')) await requireOwnPage(join(folder, 'index.html'));
  const others = names.filter((name) => !OWN.includes(name) && !/\.tmp-/.test(name));
  if (others.length > 0 && !(names.includes('index.html') && names.includes(CSV)))
    throw new Refused([`--out: ${folder} holds other files and no comparison; give a new folder`]);
}

/** `index.html`, `differences.csv` and `charts/` in the folder; returns the page. The same studies make the same bytes. */
export async function writeComparison(
  folder: string,
  studies: readonly [string, string],
  comparison: SideBySide,
  options: ReportOptions = {},
): Promise<string> {
  await requireRoom(folder);
  const [first, other] = [await readStudy(studies[0]), await readStudy(studies[1])];
  const view: CompareView = {
    ...{ first: first.study, other: other.study, names: namesOf(studies), comparison },
    command: `shoplab compare ${shellWords([...studies, '--out', folder])}`,
  };
  const parts = {
    charts: differenceCharts(view, LIGHT),
    putOthers: (filing: Filing) => filing.put(join(folder, CSV), differencesCsv(view)),
    site: compareSite(view),
  };
  return (await fileReport(folder, parts, options)).html;
}
