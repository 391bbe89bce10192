/** Text and tables for LaTeX, with booktabs. */

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
};

/** One line of text that LaTeX sets as it is: no command, no ligature of dashes, no control or direction marks. */
export const escapeLatex = (text: string): string =>
  text
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, (mark) => `<U+${hex(mark)}>`)
    .replace(/[\\{}$&#^_~%<>|"`[\]*\u2212\u2013\u2248\u2192\u2190]/gu, (mark) => MARKS[mark]!)
    .replace(/-(?=-)/g, '-{}');

const hex = (mark: string): string => mark.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');

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
  readonly head: readonly LatexCell[];
  /** Parts with a rule between them. */
  readonly parts: readonly (readonly (readonly LatexCell[])[])[];
}

/** Rows of more than a page go on over pages. */
const MOST_ROWS = 40;

const line = (cells: readonly LatexCell[]): string => `${cells.map(cellText).join(' & ')} \\\\`;

/** A cell across `columns`, of plain text. */
export const acrossCell = (columns: number, text: string): LatexCell => ({
  latex: `\\multicolumn{${columns}}{p{0.5\\linewidth}}{${escapeLatex(text)}}`,
});

export const markedCell = (text: string, marks: string): LatexCell => ({
  latex: marks === '' ? escapeLatex(text) : `${escapeLatex(text)}\\textsuperscript{${escapeLatex(marks)}}`,
});

export const boldCell = (cell: LatexCell): LatexCell => ({ latex: `\\textbf{${cellText(cell)}}` });

/** The text of the table; `\usepackage{booktabs}`, and longtable where there are more rows than a page holds. */
export function latexTable({ caption, label, columns, head, parts }: LatexTable): string {
  const long = parts.flat().length > MOST_ROWS;
  const spec = `@{}${columns.join('')}@{}`;
  const body = parts.filter((rows) => rows.length > 0).map((rows) => rows.map(line).join('\n'));
  const titled = `\\caption{${escapeLatex(caption)}}\\label{tab:${label}}`;
  const inside = [`\\toprule`, line(head), `\\midrule`];
  return long
    ? [
        '% needs \\usepackage{booktabs,longtable}',
        `{\\small\\begin{longtable}{${spec}}`,
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
        '\\centering\\small',
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
