/** The rows of UCI Online Retail as columns, whatever spelling they come in. */

import { ConfigError } from '../config-error.ts';
import { createVocabulary } from '../vocabulary.ts';

export const RETAIL_COLUMNS = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
  'Country',
] as const;

export const NO_CUSTOMER = 0xffffffff;
const MOST_ROWS = 4_000_000;

/** Every row as published, texts trimmed; `invoice`, `stock` ... are codes into the lists of distinct texts. */
export interface RetailRows {
  readonly length: number;
  readonly invoice: Uint32Array;
  readonly stock: Uint32Array;
  /** Text may be empty. */
  readonly description: Uint32Array;
  readonly quantity: Int32Array;
  /** Minutes since 1970-01-01 00:00, in the shop's own clock. */
  readonly minute: Uint32Array;
  /** Pounds; may be 0 or negative. */
  readonly price: Float64Array;
  /** NO_CUSTOMER where none stands. */
  readonly customer: Uint32Array;
  readonly country: Uint32Array;
  readonly invoices: readonly string[];
  readonly stocks: readonly string[];
  readonly descriptions: readonly string[];
  readonly customers: readonly string[];
  readonly countries: readonly string[];
}

export interface RetailRowsBuilder {
  readonly length: number;
  /** Takes one record, fields in the order of RETAIL_COLUMNS; throws ConfigError `file:line ...` on one it cannot read. */
  add(fields: readonly string[], line: number): void;
  rows(): RetailRows;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A copy: a slice would keep the whole file's text in memory. */
const detached = (text: string): string => decoder.decode(encoder.encode(text));

/** Codes of texts in order of first appearance. */
function textColumn() {
  const vocabulary = createVocabulary();
  const codes = new Map<string, number>();
  return {
    ids: vocabulary.ids,
    codeOf(text: string): number {
      const known = codes.get(text);
      if (known !== undefined) return known;
      const copy = detached(text);
      const code = vocabulary.indexOf(copy.trim());
      codes.set(copy, code);
      return code;
    },
  };
}

/** Remembers what each distinct text was read as. */
function remembered(read: (text: string) => number): (text: string) => number {
  const known = new Map<string, number>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const value = read(text.trim());
    known.set(detached(text), value);
    return value;
  };
}

const ISO_DATE = /^(\d{4})-(\d\d)-(\d\d)[ T](\d{1,2}):(\d\d)(?::\d\d(?:\.0+)?)?$/;
const US_DATE = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d\d)(?::\d\d)?$/;

/** Minutes since 1970 of `2010-12-01 08:26:00` or `12/1/2010 8:26` (month first); NaN for anything else. */
export function readMinute(text: string): number {
  const iso = ISO_DATE.exec(text);
  const us = iso ? null : US_DATE.exec(text);
  const parts = iso
    ? [iso[1], iso[2], iso[3], iso[4], iso[5]]
    : us
      ? [us[3], us[1], us[2], us[4], us[5]]
      : [];
  const [year, month, day, hour, minute] = parts.map(Number) as [number, number, number, number, number];
  const time = Date.UTC(year, month - 1, day, hour, minute) / 60_000;
  const back = new Date(time * 60_000);
  const real = back.getUTCMonth() === month - 1 && back.getUTCDate() === day && hour < 24 && minute < 60;
  return real && year >= 1970 && year < 2100 ? time : Number.NaN;
}

function readQuantity(text: string): number {
  return /^-?\d{1,9}([.,]0+)?$/.test(text) ? Number.parseInt(text, 10) : Number.NaN;
}

function readPrice(text: string): number {
  return /^-?\d{1,9}([.,]\d{1,12})?(e-?\d{1,2})?$/i.test(text)
    ? Number(text.replace(',', '.')) || 0
    : Number.NaN;
}

/** Digits of `17850.0` or `17850`; undefined for anything else. */
function customerDigits(text: string): string | undefined {
  return /^(\d{1,9})([.,]0+)?$/.exec(text)?.[1];
}

const doubled = <A extends Uint32Array | Int32Array | Float64Array>(values: A, longer: A): A => {
  longer.set(values);
  return longer;
};

/** Collects rows; `file` is only named in errors. */
export function createRetailRows(file: string): RetailRowsBuilder {
  const invoices = textColumn();
  const stocks = textColumn();
  const descriptions = textColumn();
  const customers = createVocabulary();
  const countries = textColumn();
  const quantityOf = remembered(readQuantity);
  const minuteOf = remembered(readMinute);
  const priceOf = remembered(readPrice);
  const customerOf = remembered((text) => {
    const digits = customerDigits(text);
    return text === '' ? NO_CUSTOMER : digits === undefined ? Number.NaN : customers.indexOf(digits);
  });

  let room = 65_536;
  let length = 0;
  let codes = [0, 1, 2, 3, 4, 5].map(() => new Uint32Array(room));
  let quantity = new Int32Array(room);
  let price = new Float64Array(room);
  const grow = (): void => {
    room *= 2;
    codes = codes.map((values) => doubled(values, new Uint32Array(room)));
    quantity = doubled(quantity, new Int32Array(room));
    price = doubled(price, new Float64Array(room));
  };
  const refuse = (line: number, column: string, text: string, rule: string): ConfigError =>
    new ConfigError([`${file}:${line} ${column}: ${JSON.stringify(text.slice(0, 80))} is not ${rule}`]);
  const number = (value: number, line: number, column: string, text: string, rule: string): number => {
    if (Number.isNaN(value)) throw refuse(line, column, text, rule);
    return value;
  };

  return {
    get length() {
      return length;
    },
    add(fields, line) {
      if (length === room) grow();
      if (length === MOST_ROWS) throw new ConfigError([`${file}:${line} more than ${MOST_ROWS} rows`]);
      const [invoice, stock, description, units, date, unitPrice, customer, country] = fields as [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ];
      if (invoice.trim() === '') throw refuse(line, 'InvoiceNo', invoice, 'an invoice number');
      if (stock.trim() === '') throw refuse(line, 'StockCode', stock, 'a stock code');
      codes[0]![length] = invoices.codeOf(invoice);
      codes[1]![length] = stocks.codeOf(stock);
      codes[2]![length] = descriptions.codeOf(description);
      codes[3]![length] = number(
        minuteOf(date),
        line,
        'InvoiceDate',
        date,
        'a date such as 2010-12-01 08:26:00 or 12/1/2010 8:26',
      );
      codes[4]![length] = number(customerOf(customer), line, 'CustomerID', customer, 'a customer number');
      codes[5]![length] = countries.codeOf(country);
      quantity[length] = number(quantityOf(units), line, 'Quantity', units, 'a whole number');
      price[length] = number(priceOf(unitPrice), line, 'UnitPrice', unitPrice, 'a number');
      length++;
    },
    rows: () => ({
      length,
      invoice: codes[0]!.slice(0, length),
      stock: codes[1]!.slice(0, length),
      description: codes[2]!.slice(0, length),
      quantity: quantity.slice(0, length),
      minute: codes[3]!.slice(0, length),
      price: price.slice(0, length),
      customer: codes[4]!.slice(0, length),
      country: codes[5]!.slice(0, length),
      invoices: invoices.ids,
      stocks: stocks.ids,
      descriptions: descriptions.ids,
      customers: customers.ids,
      countries: countries.ids,
    }),
  };
}
