import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCsvReader, csvLine, decodeText } from './csv.ts';

function readAll(text: string): { header: readonly string[]; records: string[][]; lines: number[] } {
  const reader = createCsvReader(text, 'x.csv');
  const records: string[][] = [];
  const lines: number[] = [];
  for (let record = reader.next(); record !== null; record = reader.next()) {
    records.push(record);
    lines.push(reader.line);
  }
  return { header: reader.header, records, lines };
}

describe('createCsvReader', () => {
  it('reads commas, semicolons and tabs, LF and CRLF, with and without a last line end', () => {
    for (const delimiter of [',', ';', '\t']) {
      for (const end of ['\n', '\r\n']) {
        const text = ['a,b', '1,2', ',3'].join(end).replaceAll(',', delimiter);
        const expected = [
          ['1', '2'],
          ['', '3'],
        ];
        expect(readAll(text)).toEqual({ header: ['a', 'b'], records: expected, lines: [2, 3] });
        expect(readAll(text + end).records).toEqual(expected);
        expect(readAll(text + end + end).records).toEqual(expected);
      }
    }
  });

  it('reads quotes: delimiters, doubled quotes and line ends inside, and counts lines by the file', () => {
    const text = 'a,b\n"x, y","say ""hi"""\n"two\r\nlines",2\nlast,"q"\r\n';
    expect(readAll(text)).toEqual({
      header: ['a', 'b'],
      records: [
        ['x, y', 'say "hi"'],
        ['two\r\nlines', '2'],
        ['last', 'q'],
      ],
      lines: [2, 3, 5],
    });
  });

  it('takes a quote inside a bare field as it stands', () => {
    expect(readAll('a,b\n6" VASE,2\nx,"y"\n').records).toEqual([
      ['6" VASE', '2'],
      ['x', 'y'],
    ]);
  });

  it('refuses, by file and line: too few and too many fields, an open quote, text after a quote, a blank line inside', () => {
    expect(() => readAll('a,b\n1,2\n3\n')).toThrow('x.csv:3 1 fields; the header has 2');
    expect(() => readAll('a,b\n1,2,3\n')).toThrow('x.csv:2 3 fields; the header has 2');
    expect(() => readAll('a,b\n1,2\n"3,4\n5,6\n')).toThrow(
      'x.csv:3 a quote opened in this record is never closed',
    );
    expect(() => readAll('a,b\n"1"x,2\n')).toThrow('x.csv:2 "x" follows a closing quote');
    expect(() => readAll('a,b\n1,2\n\n3,4\n')).toThrow('x.csv:3 1 fields; the header has 2');
  });

  it('refuses a field beyond 65,536 characters, and a record of more than 1,000 quoted fields', () => {
    expect(() => readAll(`a,b\n${'x'.repeat(65_537)},2\n`)).toThrow('x.csv:2 a field is longer than 65536');
    expect(() => readAll(`a,b\n${'"",'.repeat(2_000)}\n`)).toThrow('x.csv:2 more than 1000 fields');
  });

  it('reads back any table that csvLine wrote', () => {
    const field = fc.string({
      unit: fc.constantFrom('a', ' ', ',', ';', '"', '\n', '\r', '\t', 'é'),
      maxLength: 8,
    });
    const rows = fc.array(fc.tuple(field, field, field), { maxLength: 20 });
    fc.assert(
      fc.property(rows, (records) => {
        const text = csvLine(['one', 'two', 'three']) + records.map((record) => csvLine(record)).join('');
        const written = records.map((record) => [...record]);
        // Blank records at the end read as blank lines there: nothing.
        while (written.length > 0 && written.at(-1)!.join('').trim() === '') written.pop();
        const read = readAll(text).records;
        while (read.length > 0 && read.at(-1)!.join('').trim() === '') read.pop();
        expect(read).toEqual(written);
      }),
      { numRuns: 300 },
    );
  });

  it('takes time in proportion to the text, quotes or none', () => {
    const seconds = (text: string): number => {
      const start = performance.now();
      readAll(text);
      return (performance.now() - start) / 1000;
    };
    expect(seconds(`a,b\n${'1,2\n'.repeat(300_000)}`)).toBeLessThan(5);
    expect(seconds(`a,b\n${'"1",2\n'.repeat(300_000)}`)).toBeLessThan(5);
  });
});

describe('decodeText', () => {
  it('reads UTF-8 with or without a byte order mark, and Windows-1252 where the bytes are not UTF-8', () => {
    expect(decodeText(Uint8Array.of(0xc2, 0xa3, 0x34))).toBe('£4');
    expect(decodeText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe('a');
    expect(decodeText(Uint8Array.of(0xa3, 0x34))).toBe('£4');
  });
});
