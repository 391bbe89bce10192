import { describe, expect, it } from 'vitest';
import { csvOf } from './csv.ts';

describe('CSV', () => {
  it('quotes by RFC 4180, keeps all digits, leaves what is not defined empty', () => {
    const table = {
      columns: ['a', 'b "c"'],
      rows: [
        ['x,y', 0.1 + 0.2],
        ['two\nlines', null],
        ['', -3],
      ],
    };
    expect(csvOf(table)).toBe('a,"b ""c"""\r\n"x,y",0.30000000000000004\r\n"two\nlines",\r\n,-3\r\n');
  });

  it('keeps a spreadsheet from running a name as a formula', () => {
    expect(csvOf({ columns: ['a'], rows: [['=1+1'], ['@x'], ['-y']] })).toBe("a\r\n'=1+1\r\n'@x\r\n'-y\r\n");
    const text = csvOf({ columns: ['a'], rows: [[-1]] });
    expect(text).toBe('a\r\n-1\r\n');
  });

  it('keeps every beginning of the list of OWASP, and reads back to what was there', () => {
    const begins = ['=', '+', '-', '@', '\uff1d', '\uff0b', '\uff0d', '\uff20', '\t', '\r', '\n'];
    const harmless = ['', "'", "it's", "'quoted'", ' =1', 'a=1', '\u20121', '"=1"'];
    const texts = [
      ...begins.flatMap((mark) => [`${mark}cmd|' /C calc'!A0`, `'${mark}1`, `''${mark}`]),
      ...harmless,
    ];
    const [head, ...cells] = csvOf({ columns: ['a'], rows: texts.map((text) => [text]) })
      .slice(0, -2)
      .split(/\r\n(?=(?:[^"]*"[^"]*")*[^"]*$)/)
      .map((cell) => (cell.startsWith('"') ? cell.slice(1, -1).replace(/""/g, '"') : cell));
    expect(head).toBe('a');
    expect(cells).toHaveLength(texts.length);
    for (const cell of cells) expect(cell).not.toMatch(/^[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]/);
    expect(cells.slice(-harmless.length)).toEqual(harmless);
    // The rule as it is documented.
    const readBack = (cell: string) =>
      /^'+[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]/.test(cell) ? cell.slice(1) : cell;
    expect(cells.map(readBack)).toEqual(texts);
  });
});
