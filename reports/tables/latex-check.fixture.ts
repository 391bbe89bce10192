/** A strict reader of the little LaTeX that tables are made of: what it does not know is a fault. */

/** Commands that take no argument, one, two or three. */
const COMMANDS: Readonly<Record<string, number>> = {
  usepackage: 1,
  centering: 0,
  raggedright: 0,
  allowbreak: 0,
  footnotesize: 0,
  addlinespace: 0,
  belowcaptionskip: 0,
  scriptsize: 0,
  setlength: 2,
  tabcolsep: 0,
  caption: 1,
  label: 1,
  toprule: 0,
  midrule: 0,
  bottomrule: 0,
  endhead: 0,
  textsuperscript: 1,
  textbf: 1,
  multicolumn: 3,
  linewidth: 0,
  textbackslash: 0,
  textasciicircum: 0,
  textasciitilde: 0,
  textasciigrave: 0,
  textless: 0,
  textgreater: 0,
  textbar: 0,
  approx: 0,
  rightarrow: 0,
  leftarrow: 0,
  uparrow: 0,
  downarrow: 0,
};
const ENVIRONMENTS = ['table', 'tabular', 'longtable'];

export type Token =
  | { readonly kind: 'command' | 'text' | 'symbol'; readonly text: string }
  | { readonly kind: 'open' | 'close' | 'cell' | 'row' | 'math' };

/** Throws on a character that LaTeX would not set as it is. */
function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (let rest = text.replace(/^%.*\n/gm, ''); rest !== ''; ) {
    const [match] = /^(\\\\|\\[a-zA-Z]+|\\[{}$&#_%]|[{}&$]|[^\\{}&$]+)/.exec(rest) ?? [''];
    if (match === '') throw new Error(`not LaTeX: ${rest.slice(0, 30)}`);
    rest = rest.slice(match.length);
    if (match === '\\\\') tokens.push({ kind: 'row' });
    else if (match === '{') tokens.push({ kind: 'open' });
    else if (match === '}') tokens.push({ kind: 'close' });
    else if (match === '&') tokens.push({ kind: 'cell' });
    else if (match === '$') tokens.push({ kind: 'math' });
    else if (/^\\[a-zA-Z]/.test(match)) tokens.push({ kind: 'command', text: match.slice(1) });
    else if (match.startsWith('\\')) tokens.push({ kind: 'symbol', text: match[1]! });
    else {
      if (/[#^_~%<>|"`]/.test(match)) throw new Error(`not escaped: ${match}`);
      if (/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(match.replace(/\n/g, '')))
        throw new Error(`control mark: ${match}`);
      tokens.push({ kind: 'text', text: match });
    }
  }
  return tokens;
}

/** Columns of `@{}lrp{0.3\linewidth}@{}`. */
function columnsOf(spec: string): number {
  const bare = spec.replace(/@\{\}/g, '').replace(/p\{[^{}]*\}/g, 'p');
  if (!/^[lrcp]+$/.test(bare)) throw new Error(`columns: ${spec}`);
  return bare.length;
}

/** Cells of each row of each tabular; throws where braces, environments, commands or numbers of cells are wrong. */
export function readLatexTables(text: string): string[][][] {
  const tables: string[][][] = [];
  const begun: string[] = [];
  let depth = 0;
  let isMath = false;
  for (const token of tokensOf(text)) {
    if (token.kind === 'open') depth++;
    if (token.kind === 'close') depth--;
    if (token.kind === 'math') isMath = !isMath;
    if (depth < 0) throw new Error('a brace closes nothing');
    if (token.kind === 'command' && !['begin', 'end'].includes(token.text)) {
      if (!(token.text in COMMANDS)) throw new Error(`unknown command: ${token.text}`);
    }
  }
  if (depth !== 0 || isMath) throw new Error('braces or dollars are not balanced');
  for (const [, what, name] of text.matchAll(/\\(begin|end)\{(\w+)\}/g)) {
    if (!ENVIRONMENTS.includes(name!)) throw new Error(`unknown environment: ${name}`);
    if (what === 'begin') begun.push(name!);
    else if (begun.pop() !== name) throw new Error(`${name} ends nothing`);
  }
  if (begun.length > 0) throw new Error(`${begun.join()} never ends`);
  const body =
    /\\begin\{(?:tabular|longtable)\}\{((?:[^{}]|\{[^{}]*\})*)\}([\s\S]*?)\\end\{(?:tabular|longtable)\}/g;
  for (const [, spec, inside] of text.matchAll(body)) {
    const columns = columnsOf(spec!);
    // The star of a line that no page ends behind stands right behind it; one on the next line would be text that TeX takes for it.
    const rows = inside!
      .replace(/\\caption\{[\s\S]*?\}\\label\{[^{}]*\}\\\\/, '')
      .replace(/\\(toprule|midrule|bottomrule|addlinespace|endhead)/g, '')
      .split(/\\\\(?:\*(?=\n))?/)
      .map((row) => row.trim())
      .filter((row) => row !== '');
    tables.push(
      rows.map((row) => {
        const cells = row.split(/(?<!\\)&/).map((cell) => cell.trim());
        const spanned = [...row.matchAll(/\\multicolumn\{(\d+)\}/g)].reduce(
          (sum, [, n]) => sum + Number(n) - 1,
          0,
        );
        if (cells.length + spanned !== columns)
          throw new Error(`${cells.length + spanned} cells in ${columns} columns: ${row}`);
        // An option of the end of the row before.
        if (/^[[*]/.test(row)) throw new Error(`a row begins with ${row[0]}`);
        return cells;
      }),
    );
  }
  return tables;
}
