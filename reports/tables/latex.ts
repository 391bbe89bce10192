/** Text and tables for LaTeX, with booktabs. */

import { visibleText } from '../visible-text.ts';

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
  '\u2039': '\\textless{}',
  '\u203a': '\\textgreater{}',
};

/** One line of text that LaTeX sets as it is: no command, no ligature of dashes, no marks that nobody sees. */
export const escapeLatex = (text: string): string =>
  visibleText(text.replace(/\s+/gu, ' '))
    .replace(/[\\{}$&#^_~%<>|"`[\]*\u2212\u2013\u2248\u2192\u2190\u2039\u203a]/gu, (mark) => MARKS[mark]!)
    .replace(/-(?=-)/g, '-{}');

/** A cell: plain text, or LaTeX made here. */
export type LatexCell = string | { readonly latex: string };

const cellText = (cell: LatexCell): string => (typeof cell === 'string' ? escapeLatex(cell) : cell.latex);

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
  /** Whether columns stand close together. */
  readonly close?: boolean;
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

/** No page ends between the lines of a row. */
const rowText = (row: LatexRow): string =>
  linesOf(row)
    .map((cells) => cells.map(cellText).join(' & '))
    .join(' \\\\*\n')
    .concat(' \\\\');

/** A cell across `columns`, of plain text. */
export const acrossCell = (columns: number, text: string): LatexCell => ({
  latex: `\\multicolumn{${columns}}{p{0.5\\linewidth}}{${escapeLatex(text)}}`,
});

export const markedCell = (text: string, marks: string): LatexCell => ({
  latex: marks === '' ? escapeLatex(text) : `${escapeLatex(text)}\\textsuperscript{${escapeLatex(marks)}}`,
});

/** Plain text, small. */
export const smallCell = (text: string): LatexCell =>
  text === '' ? '' : { latex: `{\\scriptsize ${escapeLatex(text)}}` };

export const boldCell = (cell: LatexCell): LatexCell => ({ latex: `\\textbf{${cellText(cell)}}` });

/** The text of the table; `\usepackage{booktabs}`, and longtable where there are more rows than a page holds. */
export function latexTable({ caption, label, columns, head, parts, close = false }: LatexTable): string {
  const long = parts.flat().flatMap(linesOf).length > MOST_LINES;
  const size = close ? '\\small\\setlength{\\tabcolsep}{3pt}' : '\\small';
  const spec = `@{}${columns.join('')}@{}`;
  const body = parts.filter((rows) => rows.length > 0).map((rows) => rows.map(rowText).join('\n'));
  const titled = `\\caption{${escapeLatex(caption)}}\\label{tab:${label}}`;
  const inside = [`\\toprule`, rowText(head), `\\midrule`];
  return long
    ? [
        '% needs \\usepackage{booktabs,longtable}',
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
        '\\begin{table}',
        `\\centering${size}`,
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
