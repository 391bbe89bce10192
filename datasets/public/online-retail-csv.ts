/** UCI Online Retail as CSV: any spelling in, one canonical spelling out. */

import { ConfigError } from '../config-error.ts';
import { createCsvReader, csvLine } from './csv.ts';
import { createRetailRows, NO_CUSTOMER, RETAIL_COLUMNS, type RetailRows } from './online-retail-rows.ts';

/** For each of RETAIL_COLUMNS its place in `header`, whatever the order or case; throws ConfigError naming what is missing. */
export function retailColumns(header: readonly string[], file: string): number[] {
  const found = header.map((name) => name.trim().toLowerCase());
  const places = RETAIL_COLUMNS.map((name) => found.indexOf(name.toLowerCase()));
  const missing = RETAIL_COLUMNS.filter((_, i) => places[i]! < 0);
  if (missing.length > 0) throw new ConfigError([`${file}:1 no column ${missing.join(', ')} in the header`]);
  return places;
}

/** Reads CSV text; `pause` is awaited now and then with the share done, so that a long read can be watched. */
export async function readRetailCsv(
  text: string,
  file: string,
  pause: (done: number) => Promise<void> | void = () => {},
): Promise<RetailRows> {
  const reader = createCsvReader(text, file);
  const places = retailColumns(reader.header, file);
  const builder = createRetailRows(file);
  const fields = RETAIL_COLUMNS.map(() => '');
  for (let record = reader.next(); record !== null; record = reader.next()) {
    for (let i = 0; i < places.length; i++) fields[i] = record[places[i]!]!;
    builder.add(fields, reader.line);
    if (builder.length % 65_536 === 0) await pause(reader.done);
  }
  return builder.rows();
}

/** `2010-12-01 08:26:00` of minutes since 1970. */
export function writeMinute(minute: number): string {
  return `${new Date(minute * 60_000).toISOString().slice(0, 16).replace('T', ' ')}:00`;
}

/** The canonical spelling: comma, ISO dates, customers without `.0`, texts trimmed, shortest decimals; in pieces. */
export async function* writeRetailCsv(rows: RetailRows): AsyncGenerator<string> {
  const dates = new Map<number, string>();
  const dateOf = (minute: number): string => {
    const text = dates.get(minute) ?? writeMinute(minute);
    dates.set(minute, text);
    return text;
  };
  let piece = csvLine(RETAIL_COLUMNS);
  for (let i = 0; i < rows.length; i++) {
    const customer = rows.customer[i]!;
    piece += csvLine([
      rows.invoices[rows.invoice[i]!]!,
      rows.stocks[rows.stock[i]!]!,
      rows.descriptions[rows.description[i]!]!,
      String(rows.quantity[i]!),
      dateOf(rows.minute[i]!),
      String(rows.price[i]!),
      customer === NO_CUSTOMER ? '' : rows.customers[customer]!,
      rows.countries[rows.country[i]!]!,
    ]);
    if (piece.length > 65_536) {
      yield piece;
      piece = '';
    }
  }
  yield piece;
}
