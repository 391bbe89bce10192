/** Advance widths out of a TrueType font, so that charts made without a browser are laid out by their real text. */

/** Width of a text in units of the font size. */
export type TextWidth = (text: string) => number;

interface Table {
  readonly start: number;
  readonly length: number;
}

function tablesOf(view: DataView): Map<string, Table> {
  const tables = new Map<string, Table>();
  for (let i = 0; i < view.getUint16(4); i++) {
    const at = 12 + 16 * i;
    const tag = String.fromCharCode(...[0, 1, 2, 3].map((byte) => view.getUint8(at + byte)));
    tables.set(tag, { start: view.getUint32(at + 8), length: view.getUint32(at + 12) });
  }
  return tables;
}

/** Start of the format 4 subtable for the basic multilingual plane. */
function mappingStart(view: DataView, cmap: number): number {
  for (let i = 0; i < view.getUint16(cmap + 2); i++) {
    const entry = cmap + 4 + 8 * i;
    const start = cmap + view.getUint32(entry + 4);
    if (view.getUint16(entry) === 3 && view.getUint16(entry + 2) === 1 && view.getUint16(start) === 4)
      return start;
  }
  throw new Error('font: no character map of format 4 for Unicode; one is needed to measure text');
}

/** Glyph of a UTF-16 code unit by the segments of a format 4 table; 0 where the font has none. */
function glyphLookup(view: DataView, start: number): (code: number) => number {
  const twice = view.getUint16(start + 6);
  const ends = start + 14;
  const starts = ends + twice + 2;
  return (code) => {
    for (let i = 0; i < twice; i += 2) {
      if (code > view.getUint16(ends + i)) continue;
      const first = view.getUint16(starts + i);
      if (code < first) return 0;
      const delta = view.getUint16(starts + twice + i);
      const at = starts + 2 * twice + i;
      const range = view.getUint16(at);
      const glyph = range === 0 ? code : view.getUint16(at + range + 2 * (code - first));
      return range !== 0 && glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  };
}

/** Reads `head`, `hhea`, `hmtx` and `cmap` (OpenType specification 1.9); throws where one is missing. */
export function fontWidths(bytes: Uint8Array): TextWidth {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables = tablesOf(view);
  const table = (tag: string): number => {
    const found = tables.get(tag);
    if (found === undefined) throw new Error(`font: table '${tag}' is missing; it is needed to measure text`);
    return found.start;
  };
  const unitsPerEm = view.getUint16(table('head') + 18);
  const longMetrics = view.getUint16(table('hhea') + 34);
  const advances = table('hmtx');
  const glyphOf = glyphLookup(view, mappingStart(view, table('cmap')));
  const widths = new Map<number, number>();
  const widthOf = (code: number): number => {
    const known = widths.get(code);
    if (known !== undefined) return known;
    const width = view.getUint16(advances + 4 * Math.min(glyphOf(code), longMetrics - 1)) / unitsPerEm;
    widths.set(code, width);
    return width;
  };
  return (text) => {
    let width = 0;
    for (let i = 0; i < text.length; i++) width += widthOf(text.charCodeAt(i));
    return width;
  };
}
