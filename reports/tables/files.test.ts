import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileTogether } from '../page/filing.node.ts';
import { siteFiles } from '../page/site.ts';
import { studySite } from '../study/page.ts';
import { type FixtureOptions, HOSTILE, studyFixture } from '../study/study-records.fixture.ts';
import { type StudyView, studyView } from '../study/study-view.ts';
import { formatInterval, formatMean } from '../text/format.ts';
import { putTables } from './files.node.ts';
import { tableFiles } from './files.ts';
import { escapeLatex, nameColumn } from './latex.ts';
import { readLatexTables } from './latex-check.fixture.ts';
import { codeOf, codeRanges } from './rival-codes.ts';

const ODD = [
  ...HOSTILE,
  '\\input{/etc/passwd} \\end{tabular} %',
  '$x_1^2$ & 50 % #1 ~ -- --- \\\\[2ex]',
  '+1, "quoted", semi; colon',
  '\u202eabc\u2066',
  '\uff1d1+1',
  "'=1",
  '* starred [option]',
  `sixty characters ${'-'.repeat(43)}`,
  '\u05d0\u05dc\u05d2 \u062e\u0648\u0627 \u7b97\u6cd5',
];
const STUDIES: Readonly<Record<string, FixtureOptions>> = {
  'seven algorithms, one failed': { failing: ['user-knn'] },
  'one algorithm': { labels: ['als'], seeds: 1 },
  'all scores equal': { alike: true },
  'an algorithm without a value': { lacking: ['als'], seeds: 1 },
  'hostile names': { labels: ODD, failing: [ODD[0]!], modes: ['exclude'], title: ODD[7]! },
  'a summary of before': { old: true },
  ratings: { task: 'rate', modes: ['exclude'] },
  'thirty algorithms': { labels: Array.from({ length: 30 }, (_, i) => `a${i}`), modes: ['exclude'] },
  'two hundred algorithms': {
    labels: Array.from({ length: 200 }, (_, i) => `algorithm-${i}`),
    modes: ['exclude'],
    seeds: 1,
    groups: {},
  },
};

/** RFC 4180. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const [mark, next] = [text[i]!, text[i + 1]];
    if (quoted && mark === '"' && next === '"') {
      cell += '"';
      i++;
    } else if (mark === '"') quoted = !quoted;
    else if (!quoted && (mark === ',' || mark === '\r')) {
      rows.at(-1)!.push(cell);
      cell = '';
      if (mark === '\r') {
        i++;
        rows.push([]);
      }
    } else cell += mark;
  }
  return rows.slice(0, -1);
}
const recordsOf = (text: string): Record<string, string>[] => {
  const [columns, ...rows] = readCsv(text);
  return rows.map((row) => Object.fromEntries(columns!.map((name, i) => [name, row[i]!])));
};

const fromHtml = (text: string): string =>
  text.replace(
    /&(amp|lt|gt|quot|#39);/g,
    (_, name) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name as 'amp']!,
  );
/** data-value of the cells of each row of a table of the page. */
function shownIn(
  page: string,
  id: string,
): { readonly label: string; readonly metric: string; readonly values: string[] }[] {
  const table = page.split(`id="${id}"`)[1]!.split('</table>')[0]!;
  return [...table.matchAll(/<tr data-(label|metric)="([^"]*)"[^>]*>([\s\S]*?)<\/tr>/g)].map(
    ([, kind, name, cells]) => ({
      label: kind === 'label' ? fromHtml(name!) : '',
      metric: kind === 'metric' ? fromHtml(name!) : '',
      values: [...cells!.matchAll(/<t[dh][^>]*?data-value="([^"]*)"/g)].map(([, value]) => fromHtml(value!)),
    }),
  );
}

interface JsonLeaderboard {
  rows: {
    algorithm: string;
    rank: number | null;
    mean: number;
    low: number | null;
    high: number | null;
    n: number;
    runs: number;
    relative: { ratio: number; low: number | null } | null;
    beats: string[] | null;
  }[];
  notRanked: { label: string; reason: string }[];
}
interface JsonMetrics {
  algorithms: string[];
  metrics: {
    key: string;
    test: { kind: string; correction: string; alpha: number; pairs: number; flips: number } | null;
    values: {
      algorithm: string;
      mean: number;
      low: number | null;
      high: number | null;
      n: number;
      rank: number | null;
      beats: number[] | null;
    }[];
  }[];
}
const number = (value: number | null | undefined): string =>
  value === null || value === undefined ? '' : String(value);
/** As CSV guards what a spreadsheet would compute. */
const guarded = (text: string): string =>
  /^'*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]/.test(text) ? `'${text}` : text;

describe.each(Object.entries(STUDIES))('tables of a study with %s', (_name, options) => {
  const view = studyView(studyFixture(options));
  const page = siteFiles(studySite(view), { libraries: [], page: '', hash: (text) => String(text.length) })
    .map(({ text }) => text)
    .join('');
  const files = new Map(tableFiles(view).map(({ name, text }) => [name, text]));

  it('are there in every format and mode', () => {
    const names = view.modes.flatMap(({ repeats }) =>
      ['leaderboard', 'metrics'].flatMap((table) =>
        ['csv', 'json', 'md', 'tex'].map((extension) => `${table}-${repeats}.${extension}`),
      ),
    );
    expect([...files.keys()].sort()).toEqual(names.sort());
    for (const [name, text] of files) expect(text, name).not.toMatch(/\bNaN\b|undefined|Infinity|\[object/);
  });

  it('hold the leaderboard of the page before rounding: page, JSON, CSV and summary say the same', () => {
    for (const mode of view.modes) {
      const json = JSON.parse(files.get(`leaderboard-${mode.repeats}.json`)!) as JsonLeaderboard;
      const csv = recordsOf(files.get(`leaderboard-${mode.repeats}.csv`)!);
      const shown = shownIn(page, `table-leaderboard-${mode.repeats}`);
      expect(json.rows.map(({ algorithm }) => algorithm).sort()).toEqual(
        mode.primary!.scores.map(({ label }) => label).sort(),
      );
      for (const [i, row] of json.rows.entries()) {
        const score = mode.primary!.scores.find(({ label }) => label === row.algorithm)!;
        expect([row.mean, row.low, row.high, row.n, row.runs]).toEqual([
          ...[score.mean, score.low, score.high, score.n, score.runs],
        ]);
        expect(csv[i]).toMatchObject({
          ...{ rank: number(row.rank), algorithm: guarded(row.algorithm), mean: number(row.mean) },
          ...{ low: number(row.low), high: number(row.high), 'of the best': number(row.relative?.ratio) },
          ...{ 'of the best, low': number(row.relative?.low), 'rivals beaten': number(row.beats?.length) },
          status: 'ranked',
        });
        const cells = [
          ...[number(row.rank), row.algorithm, number(row.mean), number(row.low)],
          ...(json.rows.some(({ relative }) => relative) ? [number(row.relative?.ratio)] : []),
          ...(row.beats === null ? [] : [number(row.beats.length)]),
          number(row.n),
        ];
        expect(shown[i]!.values.map(visible)).toEqual(cells.map(visible));
      }
      const rest = csv.slice(json.rows.length);
      expect(rest.map(({ algorithm, status, reason }) => [algorithm, status, reason])).toEqual(
        json.notRanked.map(({ label, reason }) => [guarded(label), 'not ranked', guarded(reason)]),
      );
      for (const one of rest) expect([one['rank'], one['mean'], one['n']]).toEqual(['', '', '']);
      expect(shown.slice(json.rows.length).map(({ label }) => visible(label))).toEqual(
        json.notRanked.map(({ label }) => visible(label)),
      );
    }
  });

  it('hold all metrics of the page before rounding', () => {
    for (const mode of view.modes) {
      const { metrics, algorithms } = JSON.parse(files.get(`metrics-${mode.repeats}.json`)!) as JsonMetrics;
      const csv = recordsOf(files.get(`metrics-${mode.repeats}.csv`)!).filter(
        ({ status }) => status === 'defined',
      );
      const values = metrics.flatMap((metric) =>
        metric.values.map((value) => ({ ...value, key: metric.key })),
      );
      expect(
        csv.map((row) => [row['metric'], row['algorithm'], row['mean'], row['low'], row['high'], row['n']]),
      ).toEqual(
        values.map((value) => [
          value.key,
          guarded(value.algorithm),
          ...[value.mean, value.low, value.high, value.n].map(number),
        ]),
      );
      const rivals = (beats: readonly number[]): string =>
        algorithms.length <= 26
          ? beats.map((at) => algorithms[at]).join('; ')
          : codeRanges(beats, algorithms.length);
      expect(csv.map((row) => [row['rank'], row['rivals beaten'], row['better than']])).toEqual(
        values.map(({ rank, beats }) => [
          ...[number(rank), number(beats?.length), guarded(rivals(beats ?? []))],
        ]),
      );
      // Codes are those of the rows.
      for (const row of csv)
        expect(row['code']).toBe(
          codeOf(algorithms.map(guarded).indexOf(row['algorithm']!), algorithms.length),
        );
      for (const { test, values: own } of metrics)
        for (const { beats } of own) expect(beats === null || test?.correction === 'holm').toBe(true);
      const standings = view.summary.standings.filter(
        ({ repeats, mean, label }) =>
          repeats === mode.repeats && mean !== null && mode.unranked.every((one) => one.label !== label),
      );
      expect(values.length).toBe(standings.length);
      const exact = new Set(values.map(({ mean }) => String(mean)));
      const table = page.split(`id="table-metrics-${mode.repeats}"`)[1]!.split('</table>')[0]!;
      const shown = [...table.matchAll(/<td[^>]* title="([^"]*)"/g)].map(([, value]) => value);
      for (const mean of exact) expect(shown).toContain(mean);
    }
  });

  it('are LaTeX of balanced braces, known commands and rows as wide as their tables', () => {
    for (const [name, text] of files)
      if (name.endsWith('.tex')) {
        const tables = readLatexTables(text);
        expect(tables.length, name).toBeGreaterThan(0);
        const rows = tables.flatMap((table) => table.slice(1)).length;
        expect(rows, name).toBeGreaterThanOrEqual(view.algorithms.length > 8 || name.startsWith('l') ? 1 : 2);
        expect(text).toContain('\\toprule');
        expect(text).toMatch(/\\caption\{/);
      }
  });
});

const visible = (text: string): string =>
  text.replace(/[\u202a-\u202e\u2066-\u2069]|\u2039U\+[0-9A-F]{4}\u203a/g, '?');

describe('LaTeX', () => {
  it('escapes everything that it would obey', () => {
    expect(escapeLatex('\\a{b}$c&d#e^f_g~h%i<j>k|l"m`n')).toBe(
      "\\textbackslash{}a\\{b\\}\\$c\\&d\\#e\\textasciicircum{}f\\_g\\textasciitilde{}h\\%i\\textless{}j\\textgreater{}k\\textbar{}l''m\\textasciigrave{}n",
    );
    expect(escapeLatex('a--b---c')).toBe('a-{}-b-{}-{}-c');
    expect(escapeLatex('a\n\n\tb \u202e')).toBe('a b \\textless{}U+202E\\textgreater{}');
    expect(escapeLatex('\u22120.5 \u2248 [x]*')).toBe('$-$0.5 $\\approx$ {[}x{]}{*}');
  });
  it('tells n, seeds, interval and test in the caption, and marks who is beaten', () => {
    const view = studyView(studyFixture({ failing: ['user-knn'] }));
    const text = tableFiles(view).find(({ name }) => name === 'leaderboard-exclude.tex')!.text;
    for (const part of [
      'n = 1,429',
      '2 seeds, 1 fold',
      '95 \\% percentile bootstrap intervals over shoppers, 1,000 resamples',
      'paired permutation test over shoppers (9,999 flips of signs), corrected by Holm over all 15 pairs, at 0.05',
      '\\textbf{0.233\\textsuperscript{b, c, e, f}}',
      'not ranked: 1 of 2 runs done',
    ])
      expect(text).toContain(part);
  });
  it('has the interval of each mean below it, and marks whom it beats under each metric that was tested', () => {
    const view = studyView(studyFixture({ failing: ['user-knn'] }));
    const files = new Map(tableFiles(view).map(({ name, text }) => [name, text]));
    const tex = files.get('metrics-exclude.tex')!;
    const [mode] = view.modes;
    const recall = mode!.metrics.find(({ key }) => key === 'recall@10')!;
    const [mean, interval] = [
      formatMean(recall.scores[0]!, recall.note),
      formatInterval(recall.scores[0]!, recall.note),
    ];
    // Seven algorithms are too wide for a line: they stand down, and metrics in parts.
    const table = readLatexTables(tex).find(([head]) => head!.includes('recall@10 $\\uparrow$'))!;
    const column = table[0]!.indexOf('recall@10 $\\uparrow$');
    expect(table[1]![column]).toBe('{\\scriptsize share}');
    const at = table.findIndex(([name]) => name === 'als (a)');
    // als beats all but content-based (d), which stands next to it in the study.
    expect(table[at]![column]).toBe(`\\textbf{${mean}\\textsuperscript{b, c, e, f}}`);
    expect(table[at + 1]![column]).toBe(`{\\scriptsize {[}${interval.replace(' to ', ', ')}{]}}`);
    const few = studyView(studyFixture({ labels: ['als', 'random', 'item-knn'] }));
    const [down] = readLatexTables(tableFiles(few).find(({ name }) => name === 'metrics-exclude.tex')!.text);
    expect(down![0]).toEqual(['metric', 'n', 'item-knn (a)', 'random (b)', 'als (c)']);
    expect(down!.map(([name]) => name)).toContain('popularityLift@10 $\\rightarrow$0');
    expect(tex).not.toContain('Shade');
    const markdown = files.get('metrics-exclude.md')!;
    expect(markdown.split('\n').find((line) => line.startsWith('| recall@10'))).toContain(
      `${mean} (${interval}) \\[b, c, e, f\\]`,
    );
    expect(markdown).toContain('In square brackets: rivals that it is significantly better than');
  });
  it('of the reader of this test has teeth', () => {
    const table = (row: string) => `\\begin{tabular}{lr}\n${row} \\\\\n\\end{tabular}`;
    expect(readLatexTables(table('a & b'))).toEqual([[['a', 'b']]]);
    for (const row of [
      'a',
      'a & b & c',
      'a & {b',
      'a & b}',
      'a & \\evil{b}',
      'a & b_c',
      'a & 50%',
      '[x] & y',
      'a & $b',
    ])
      expect(() => readLatexTables(table(row)), row).toThrow();
    expect(() => readLatexTables('\\begin{tabular}{lr}a & b \\\\')).toThrow('never ends');
  });
});

describe('CSV', () => {
  it('guards against formulas, and keeps commas, quotes and lines in their cells', () => {
    const view = studyView(studyFixture({ labels: ODD, modes: ['exclude'] }));
    const csv = tableFiles(view).find(({ name }) => name === 'leaderboard-exclude.csv')!.text;
    const labels = recordsOf(csv).map(({ algorithm }) => algorithm!);
    expect([...labels].sort()).toEqual(ODD.map(guarded).sort());
    for (const cell of readCsv(csv).flat()) expect(cell).not.toMatch(/^[=+@\t]|^-(?!\d)/);
  });
});

describe('the folder of tables', () => {
  let folder: string;
  const writeTables = (view: StudyView): Promise<void> =>
    fileTogether((filing) => putTables(filing, folder, view));
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoplab-tables-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const contents = async () =>
    Promise.all(
      (await readdir(folder)).sort().map(async (name) => [name, await readFile(join(folder, name), 'utf8')]),
    );

  it('has the same bytes for the same records, and no tables of modes that are gone', async () => {
    await writeTables(studyView(studyFixture()));
    const before = await contents();
    await writeTables(studyView(studyFixture()));
    expect(await contents()).toEqual(before);
    expect(before).toHaveLength(16);
    await writeFile(join(folder, 'notes.csv'), 'mine');
    await writeTables(studyView(studyFixture({ modes: ['include'] })));
    const names = (await readdir(folder)).sort();
    expect(names).toHaveLength(9);
    expect(names).toContain('notes.csv');
    expect(names).not.toContain('leaderboard-exclude.csv');
    await writeTables(studyView(studyFixture({ allFail: true })));
    expect(await readdir(folder)).toEqual(['notes.csv']);
  });
});

describe('a column of names in LaTeX', () => {
  it('is broken where one is long: anywhere in a long word, which would run into the next column', () => {
    const { column, cells } = nameColumn(['als', 'x'.repeat(60), 'two words\u202ethat_turn']);
    expect(column).toBe('p{0.22\\linewidth}');
    const texts = cells.map((cell) => (typeof cell === 'string' ? cell : cell.latex));
    expect(texts[0]).toBe('\\raggedright als');
    expect(texts[1]).toBe(`\\raggedright ${'x'.repeat(60).split('').join('\\allowbreak{}')}`);
    expect(texts[2]!.split('\\allowbreak{}').join('')).toBe(
      '\\raggedright two words\\textless{}U+202E\\textgreater{}that\\_turn',
    );
    expect(texts[2]).toContain('\\textless{}\\allowbreak{}U');
    expect(nameColumn(['als', 'item-knn'])).toMatchObject({ column: 'l', cells: ['als', 'item-knn'] });
  });

  it('says by which engines letters beyond Latin are set', () => {
    const head = (label: string): string => {
      const view = studyView(studyFixture({ labels: [label, 'als'] }));
      return tableFiles(view)
        .find(({ name }) => name === 'leaderboard-exclude.tex')!
        .text.split('\n\\begin')[0]!;
    };
    expect(head('caf\u00e9')).not.toContain('XeLaTeX');
    expect(head('\u65e5\u672c')).toContain('% has letters that only XeLaTeX and LuaLaTeX set');
  });
});
