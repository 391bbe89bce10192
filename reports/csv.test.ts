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
  });
});
