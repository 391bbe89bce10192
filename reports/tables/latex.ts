/** Text and tables for LaTeX, with booktabs. */

import { visibleText } from '../text/visible-text.ts';

const MARKS: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  '^': '\\textasciicircum{}',
  _: '\\_',
  '~': '\\textasciitilde{}',
  '%': '\\%',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': "''",
  '`': '\\textasciigrave{}',
  // After the end of a row these would be its options.
  '[': '{[}',
  ']': '{]}',
  '*': '{*}',
  '\u2212': '$-$',
  '\u2013': '--',
  '\u2248': '$\\approx$',
  '\u2192': '$\\rightarrow$',
  '\u2190': '$\\leftarrow$',
  '\u2191': '$\\uparrow$',
  '\u2193': '$\\downarrow$',
  '\u2039': '\\textless{}',
  '\u203a': '\\textgreater{}',
};

/** One line of text that LaTeX sets as it is: no command, no ligature of dashes, no marks that nobody sees. */
export const escapeLatex = (text: string): string =>
  visibleText(text.replace(/\s+/gu, ' '))
    .replace(/[\\{}$&#^_~%<>|"`[\]*\u2212\u2013\u2248\u2190-\u2193\u2039\u203a]/gu, (mark) => MARKS[mark]!)
    .replace(/-(?=-)/g, '-{}');

/** A cell: plain text, or LaTeX made here with about how wide it is, points. */
export type LatexCell = string | { readonly latex: string; readonly width: number };

const cellText = (cell: LatexCell): string => (typeof cell === 'string' ? escapeLatex(cell) : cell.latex);

/** Points of a letter in the size of the tables, smaller, raised; bold ones are wider. */
const LETTER = 4.5;
const SMALL_LETTER = 4.1;
const RAISED_LETTER = 3.5;
const BOLD = 1.15;
/** Points between two columns. */
export const GAP = 6;
/** Points of a line of the class article on A4 or letter, which the widest table keeps to. */
export const LINE = 345;

export const cellWidth = (cell: LatexCell): number =>
  typeof cell === 'string' ? LETTER * [...cell].length : cell.width;

export interface LatexTable {
  /** Plain text. */
  readonly caption: string;
  /** Letters, digits, dashes. */
  readonly label: string;
  /** Letters of the columns: l, r, or p with a width. */
  readonly columns: readonly string[];
  readonly head: LatexRow;
  /** Parts with a rule between them. */
  readonly parts: readonly (readonly LatexRow[])[];
}

/** A row, of one line or of two. */
export type LatexRow = readonly LatexCell[] | TwoLines;
interface TwoLines {
  readonly cells: readonly LatexCell[];
  readonly below: readonly LatexCell[];
}

/** Lines of more than a page go on over pages. */
const MOST_LINES = 40;

const linesOf = (row: LatexRow): readonly (readonly LatexCell[])[] =>
  'cells' in row ? [row.cells, row.below] : [row];

/** No page ends between the lines of a row, and rows of two lines stand apart. */
const rowText = (row: LatexRow): string =>
  linesOf(row)
    .map((cells) => cells.map(cellText).join(' & '))
    .join(' \\\\*\n')
    .concat(' \\\\');
const rowsText = (rows: readonly LatexRow[]): string =>
  rows.map(rowText).join(rows.some((row) => 'cells' in row) ? '\n\\addlinespace\n' : '\n');

/** A cell across `columns`, of plain text. */
export const acrossCell = (columns: number, text: string): LatexCell => ({
  latex: `\\multicolumn{${columns}}{p{0.5\\linewidth}}{${escapeLatex(text)}}`,
  width: LINE / 2,
});

export const markedCell = (text: string, marks: string): LatexCell =>
  marks === ''
    ? text
    : {
        latex: `${escapeLatex(text)}\\textsuperscript{${escapeLatex(marks)}}`,
        width: LETTER * [...text].length + RAISED_LETTER * [...marks].length,
      };

/** Plain text, small. */
export const smallCell = (text: string): LatexCell =>
  text === '' ? '' : { latex: `{\\scriptsize ${escapeLatex(text)}}`, width: SMALL_LETTER * [...text].length };

export const boldCell = (cell: LatexCell): LatexCell => ({
  latex: `\\textbf{${cellText(cell)}}`,
  width: BOLD * cellWidth(cell),
});

/** Letters of a word that stand in a narrow column whatever they are. */
const MOST_WORD = 12;
const NARROW = 0.22;

/** With their accents. */
const lettersOf = (word: string): string[] => word.match(/\P{M}\p{M}*|\p{M}/gu) ?? [];

/** Plain text for a narrow column: ragged, and long words may end a line anywhere, for TeX would let them run into the next column. */
const brokenCell = (text: string): LatexCell => ({
  latex: `\\raggedright ${visibleText(text.replace(/\s+/gu, ' '))
    .split(' ')
    .map((word) =>
      [...word].length > MOST_WORD
        ? lettersOf(word).map(escapeLatex).join('\\allowbreak{}')
        : escapeLatex(word),
    )
    .join(' ')}`,
  width: NARROW * LINE,
});

/** The column of names: its letters, its points, and its cells, broken into lines where one is long. */
export function nameColumn(names: readonly string[]): {
  readonly column: string;
  readonly width: number;
  readonly cells: readonly LatexCell[];
} {
  const width = Math.max(0, ...names.map(cellWidth));
  return width > LINE / 3
    ? { column: `p{${NARROW}\\linewidth}`, width: NARROW * LINE, cells: names.map(brokenCell) }
    : { column: 'l', width, cells: names };
}

/** pdfLaTeX sets Latin, with T1; it stops at other letters. */
const engineWords = (inside: readonly string[], body: readonly string[], titled: string): string[] =>
  /[^\p{ASCII}\u00a0-\u017f\u2000-\u206f]/u.test([titled, ...inside, ...body].join(''))
    ? ['% has letters that only XeLaTeX and LuaLaTeX set, with a font that has them']
    : [];

/** The text of the table; `\usepackage{booktabs}`, and longtable where there are more rows than a page holds. */
export function latexTable({ caption, label, columns, head, parts }: LatexTable): string {
  const long = parts.flat().flatMap(linesOf).length > MOST_LINES;
  const size = `\\footnotesize\\setlength{\\tabcolsep}{${GAP / 2}pt}`;
  const spec = `@{}${columns.join('')}@{}`;
  const body = parts.filter((rows) => rows.length > 0).map((rows) => rowsText(rows));
  const titled = `\\caption{${escapeLatex(caption)}}\\label{tab:${label}}`;
  const inside = [`\\toprule`, rowText(head), `\\midrule`];
  return long
    ? [
        '% needs \\usepackage{booktabs,longtable}',
        ...engineWords(inside, body, titled),
        `{${size}\\begin{longtable}{${spec}}`,
        `${titled}\\\\`,
        ...inside,
        '\\endhead',
        body.join('\n\\midrule\n'),
        '\\bottomrule',
        '\\end{longtable}}',
        '',
      ].join('\n')
    : [
        '% needs \\usepackage{booktabs}',
        ...engineWords(inside, body, titled),
        '\\begin{table}',
        `\\centering${size}\\setlength{\\belowcaptionskip}{6pt}`,
        titled,
        `\\begin{tabular}{${spec}}`,
        ...inside,
        body.join('\n\\midrule\n'),
        '\\bottomrule',
        '\\end{tabular}',
        '\\end{table}',
        '',
      ].join('\n');
}
