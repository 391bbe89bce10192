import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../config-error.ts';
import { type Cell, readFirstSheet } from './xlsx.ts';

const WORKBOOK =
  '<workbook xmlns:r="x"><sheets><sheet name="A" sheetId="7" r:id="rId9"/><sheet name="B" sheetId="1" r:id="rId1"/></sheets></workbook>';
const RELATIONS =
  '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId9" Target="/xl/worksheets/sheet2.xml"/></Relationships>';
const STRINGS =
  '<sst><si><t>plain &amp; simple</t></si><si><r><t>in </t></r><r><t>parts</t></r><rPh><t>hint</t></rPh></si></sst>';

function workbook(sheet: string, parts: Record<string, string> = {}): Uint8Array {
  const texts: Record<string, string> = {
    // The sheet stands before all it needs: the order of the archive must not matter.
    'xl/worksheets/sheet2.xml': sheet,
    'xl/worksheets/sheet1.xml': '<worksheet/>',
    'xl/sharedStrings.xml': STRINGS,
    'xl/_rels/workbook.xml.rels': RELATIONS,
    'xl/workbook.xml': WORKBOOK,
    ...parts,
  };
  return zipSync(Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, strToU8(text)])));
}

async function rowsOf(archive: Uint8Array): Promise<[number, Cell[]][]> {
  const rows: [number, Cell[]][] = [];
  await readFirstSheet(archive, { file: 'x.xlsx', onRow: (cells, row) => rows.push([row, [...cells]]) });
  return rows;
}

const sheetOf = (rows: string): string => `<worksheet><sheetData>${rows}</sheetData></worksheet>`;

describe('readFirstSheet', () => {
  it('reads numbers, shared strings in one or several runs, inline and formula strings, and empty cells', async () => {
    const sheet = sheetOf(
      '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>' +
        '<row r="4"><c r="B4"><v>-2.5e3</v></c><c r="AA4" t="inlineStr"><is><t>at 26</t></is></c></row>' +
        '<row><c><f>1+1</f><v>2</v></c><c t="str"><v>two</v></c><c t="e"><v>#N/A</v></c><c/></row>',
    );
    const rows = await rowsOf(workbook(sheet));
    expect(rows[0]).toEqual([1, ['plain & simple', undefined, 'in parts']]);
    expect(rows[1]![0]).toBe(4);
    expect(rows[1]![1]).toHaveLength(27);
    expect([rows[1]![1][0], rows[1]![1][1], rows[1]![1][26]]).toEqual([undefined, -2500, 'at 26']);
    expect(rows[2]).toEqual([5, [2, 'two', undefined, undefined]]);
  });

  it('reads a workbook without shared strings, and a sheet of many slices in order', async () => {
    const count = 20_000;
    const rows = Array.from(
      { length: count },
      (_, i) => `<row r="${i + 1}"><c r="A${i + 1}"><v>${i}</v></c></row>`,
    );
    const archive = zipSync({
      'xl/workbook.xml': strToU8(WORKBOOK),
      'xl/_rels/workbook.xml.rels': strToU8(RELATIONS),
      'xl/worksheets/sheet2.xml': [strToU8(sheetOf(rows.join(''))), { level: 0 }],
    });
    const read = await rowsOf(archive);
    expect(read).toHaveLength(count);
    expect(read.every(([row, [cell]], i) => row === i + 1 && cell === i)).toBe(true);
  });

  it.each([
    [
      'a shared string that is not there',
      workbook(sheetOf('<row r="3"><c t="s"><v>9</v></c></row>')),
      /row 3 of the sheet: no shared string 9/,
    ],
    [
      'a number that is none',
      workbook(sheetOf('<row r="2"><c><v>abc</v></c></row>')),
      /row 2 of the sheet: 'abc' is no number/,
    ],
    [
      'a column beyond the last',
      workbook(sheetOf('<row r="1"><c r="ZZZZ1"><v>1</v></c></row>')),
      /at most 16384/,
    ],
    [
      'XML that does not close',
      workbook('<worksheet><sheetData>'),
      /xl\/worksheets\/sheet2\.xml: .*unclosed tag/,
    ],
    [
      'no sheet',
      workbook('<worksheet/>', { 'xl/workbook.xml': '<workbook><sheets/></workbook>' }),
      /the workbook has no sheet/,
    ],
    ['no zip', strToU8('no zip at all'), /not a zip archive/],
  ])('refuses %s, naming the file', async (_, archive, message) => {
    const error = await rowsOf(archive).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).faults[0]).toMatch(/^x\.xlsx: /);
    expect((error as ConfigError).faults[0]).toMatch(message);
  });

  it('refuses an archive with changed bytes inside the sheet', async () => {
    const text = sheetOf('<row r="1"><c><v>1</v></c></row>'.repeat(500));
    const archive = workbook(text);
    const at = 30 + 'xl/worksheets/sheet2.xml'.length + 20;
    const damaged = archive.slice();
    damaged.fill(0xff, at, at + 20);
    await expect(rowsOf(damaged)).rejects.toThrow(/x\.xlsx: /);
  });

  it('stops when the signal aborts', async () => {
    const rows = Array.from({ length: 120_000 }, (_, i) => `<row r="${i + 1}"><c><v>${i}</v></c></row>`);
    const archive = zipSync({
      'xl/workbook.xml': strToU8(WORKBOOK),
      'xl/_rels/workbook.xml.rels': strToU8(RELATIONS),
      'xl/worksheets/sheet2.xml': [strToU8(sheetOf(rows.join(''))), { level: 0 }],
    });
    const controller = new AbortController();
    controller.abort(new Error('enough'));
    const reading = readFirstSheet(archive, { file: 'x.xlsx', signal: controller.signal, onRow: () => {} });
    await expect(reading).rejects.toThrow('enough');
  });
});
