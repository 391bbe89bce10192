/**
 * The vocabulary of data: every table of a log as a literal spec (type, unit, range of each column), from which come the
 * TypeScript types, the Parquet schema, the digests and the schema page.
 *
 * Tables are columns of typed arrays; enumerations are small codes with labels; a missing value is a sentinel said in the
 * spec. Times are whole seconds since the log's origin; money is whole cents.
 */

export type ColumnType = 'u8' | 'u16' | 'u32' | 'i32' | 'f32' | 'f64' | 'text';

export interface ColumnSpec<T extends ColumnType = ColumnType> {
  readonly type: T;
  readonly doc: string;
  readonly unit?: string;
  /** Meaning of codes 0, 1, 2 ... of an enumeration (type u8). */
  readonly labels?: readonly string[];
  /** The sentinel that stands for "no value"; NULL in Parquet. */
  readonly missing?: number;
}

export type Columns = Readonly<Record<string, ColumnSpec>>;

export interface TableSpec<C extends Columns = Columns> {
  readonly name: string;
  readonly doc: string;
  /** Columns by which rows are sorted, most significant first. */
  readonly sortKey: readonly string[];
  readonly columns: C;
}

interface ArrayOf {
  u8: Uint8Array;
  u16: Uint16Array;
  u32: Uint32Array;
  i32: Int32Array;
  f32: Float32Array;
  f64: Float64Array;
  text: string[];
}

export type ColumnArray = ArrayOf[ColumnType];

/** A chunk of a table: `length` rows, every column exactly that long. */
export type Table<S extends TableSpec> = { readonly length: number } & {
  readonly [K in keyof S['columns']]: ArrayOf[S['columns'][K]['type']];
};

export const NO_SHOPPER = 0xffffffff;
export const NO_ORDER = 0xffffffff;
export const NO_SLATE = 0xffff;
export const NO_POSITION = 0xff;
/** No time on a page is known. */
export const NO_DWELL = 0;
/** No place on a page is known. */
export const NO_PLACE = 0;
/** No experiment ran: arms are numbered from 1. */
export const NO_ARM = 0;
/** Nobody opts out before the first second of a log. */
export const NEVER = 0;
/** Not known, or outside the log: what happens to items in a log happens after its first second. */
export const NO_MOMENT = 0;
/** Suppliers are numbered from 1. */
export const NO_SUPPLIER = 0;
/** Promotions are numbered from 1. */
export const NO_PROMOTION = 0;

export const CHANNELS = ['unknown', 'web', 'app', 'social', 'email', 'shop'] as const;
export const DEVICES = ['unknown', 'desktop', 'phone', 'tablet'] as const;
export const SURFACES = ['home', 'category', 'search', 'similar', 'banner'] as const;
export const ACTION_KINDS = ['click', 'cart', 'order', 'video', 'favourite', 'share'] as const;
export type ActionKind = (typeof ACTION_KINDS)[number];
/** `later`: bill-me-later. `points`: nothing was left to pay after loyalty points. */
export const PAYMENT_METHODS = ['card', 'wallet', 'later', 'points'] as const;

const table = <const C extends Columns>(
  spec: TableSpec<C> & { sortKey: readonly (keyof C & string)[] },
): TableSpec<C> => spec;

export const SESSIONS = table({
  name: 'sessions',
  doc: 'One row a visit; context stands once here and nowhere else.',
  sortKey: ['round', 'start', 'visitor', 'visit'],
  columns: {
    session: { type: 'u32', doc: 'session id: the row number in canonical order' },
    round: { type: 'u32', doc: 'round in which the session starts' },
    start: { type: 'u32', unit: 's', doc: 'start, since the origin' },
    visitor: { type: 'u32', doc: 'key of the device or cookie; always known' },
    visit: { type: 'u32', doc: 'how many sessions this visitor had before' },
    shopper: { type: 'u32', doc: 'shopper, as known at the start', missing: NO_SHOPPER },
    channel: { type: 'u8', doc: 'how the visitor came', labels: CHANNELS },
    device: { type: 'u8', doc: 'kind of device', labels: DEVICES },
    arm: { type: 'u8', doc: 'arm of the experiments that ran, see the table arms', missing: NO_ARM },
  },
});
export type Sessions = Table<typeof SESSIONS>;

export const IMPRESSIONS = table({
  name: 'impressions',
  doc: 'One row a slot of a slate that was shown.',
  sortKey: ['session', 'slate', 'position'],
  columns: {
    session: { type: 'u32', doc: 'session' },
    slate: { type: 'u16', doc: 'slate within the session, from 0' },
    surface: { type: 'u8', doc: 'where the slate stood', labels: SURFACES },
    position: { type: 'u8', doc: 'slot, from 0 at the top' },
    item: { type: 'u32', doc: 'item shown' },
    propensity: {
      type: 'f32',
      doc: 'probability that the policy showed this item here, given the slots above; 1 for a deterministic slate',
    },
  },
});
export type Impressions = Table<typeof IMPRESSIONS>;

export const ACTIONS = table({
  name: 'actions',
  doc: 'One row a thing done in a session; time never falls inside a session.',
  sortKey: ['session', 'seq'],
  columns: {
    session: { type: 'u32', doc: 'session' },
    seq: { type: 'u16', doc: 'order within the session, from 0' },
    time: { type: 'u32', unit: 's', doc: 'time, since the origin' },
    kind: { type: 'u8', doc: 'what was done', labels: ACTION_KINDS },
    item: { type: 'u32', doc: 'item' },
    slate: { type: 'u16', doc: 'slate the item was taken from', missing: NO_SLATE },
    position: { type: 'u8', doc: 'slot of that slate', missing: NO_POSITION },
    price: { type: 'u32', unit: 'cents', doc: 'unit price seen or paid' },
    quantity: { type: 'i32', doc: 'units; 0 where it has no meaning' },
    order: { type: 'u32', doc: 'order that the line belongs to', missing: NO_ORDER },
    dwell: { type: 'u16', unit: 's', doc: 'clicks: time on the page that opened', missing: NO_DWELL },
    x: {
      type: 'u16',
      unit: '1/1000 of the width',
      doc: 'clicks: place on the page from the left, 1 to 1000',
      missing: NO_PLACE,
    },
    y: { type: 'u16', unit: 'px', doc: 'clicks: place on the page from the top', missing: NO_PLACE },
  },
});
export type Actions = Table<typeof ACTIONS>;

export const ORDERS = table({
  name: 'orders',
  doc: 'One row an order; its lines are the actions of kind `order` with its number.',
  sortKey: ['order'],
  columns: {
    order: { type: 'u32', doc: 'order: the row number' },
    session: { type: 'u32', doc: 'session in which it was placed' },
    shopper: { type: 'u32', doc: 'shopper, who gives a name and an address at the latest now' },
    time: { type: 'u32', unit: 's', doc: 'time of its first line, since the origin' },
    lines: { type: 'u16', doc: 'order lines' },
    units: { type: 'u32', doc: 'units in all lines' },
    value: { type: 'f64', unit: 'cents', doc: 'sum of units times unit price, before discounts' },
    discount: { type: 'u32', unit: 'cents', doc: 'discount for loyalty points' },
    coupon: { type: 'u8', doc: 'promotion of the coupon that was used', missing: NO_PROMOTION },
    couponDiscount: { type: 'f64', unit: 'cents', doc: 'discount for the coupon' },
    shipping: { type: 'u32', unit: 'cents', doc: 'shipping' },
    tax: { type: 'f64', unit: 'cents', doc: 'tax, on top of the value less discounts' },
    total: {
      type: 'f64',
      unit: 'cents',
      doc: 'what is paid: value - discount - couponDiscount + shipping + tax',
    },
    method: { type: 'u8', doc: 'how it was paid', labels: PAYMENT_METHODS },
  },
});
export type Orders = Table<typeof ORDERS>;

export const CATALOG = table({
  name: 'catalog',
  doc: 'What the shop knows of its items; the row number is the item.',
  sortKey: ['item'],
  columns: {
    item: { type: 'u32', doc: 'item: the row number' },
    key: { type: 'u32', doc: 'lasting key of the item, by order of creation' },
    id: { type: 'text', doc: 'outside id' },
    title: { type: 'text', doc: 'title' },
    description: { type: 'text', doc: 'description' },
    category: { type: 'text', doc: 'path in the category tree, parts joined by " > "' },
    brand: { type: 'text', doc: 'brand' },
    seller: { type: 'text', doc: 'seller' },
    attributes: { type: 'text', doc: 'name=value pairs joined by "|"' },
    price: { type: 'u32', unit: 'cents', doc: 'list price; 0 when unknown' },
    cost: { type: 'u32', unit: 'cents', doc: 'what the shop pays for it; 0 when unknown' },
    supplier: { type: 'u32', doc: 'supplier, see the table suppliers', missing: NO_SUPPLIER },
    launched: {
      type: 'u32',
      unit: 's',
      doc: 'launch within the log, since the origin',
      missing: NO_MOMENT,
    },
    retired: {
      type: 'u32',
      unit: 's',
      doc: 'retirement within the log, since the origin: on sale before it only',
      missing: NO_MOMENT,
    },
  },
});
export type Catalog = Table<typeof CATALOG>;

export const SHOPPERS = table({
  name: 'shoppers',
  doc: 'What the shop knows of its shoppers; the row number is the shopper. Empty text = not known.',
  sortKey: ['shopper'],
  columns: {
    shopper: { type: 'u32', doc: 'shopper: the row number' },
    key: { type: 'u32', doc: 'lasting key of the shopper, by order of creation' },
    id: { type: 'text', doc: 'outside id' },
    region: { type: 'text', doc: 'region or country' },
    ageBand: { type: 'text', doc: 'age band' },
    gender: { type: 'text', doc: 'gender as registered' },
    income: { type: 'text', doc: 'income band' },
    segment: { type: 'text', doc: 'other segment: occupation, customer type' },
    optOut: {
      type: 'u32',
      unit: 's',
      doc: 'moment of opting out of personalisation and of being learnt from, since the origin',
      missing: NEVER,
    },
  },
});
export type Shoppers = Table<typeof SHOPPERS>;
export const SHOPPER_GROUPS = ['region', 'ageBand', 'gender', 'income', 'segment'] as const;
export type ShopperGroup = (typeof SHOPPER_GROUPS)[number];

export const ARMS = table({
  name: 'arms',
  doc: 'What each arm is: one row for every experiment that a shopper of the arm takes part in. Empty when none ran.',
  sortKey: ['arm', 'experiment'],
  columns: {
    arm: { type: 'u8', doc: 'arm, as in sessions: a combination of one choice in each experiment, from 1' },
    experiment: { type: 'u8', doc: 'experiment, in the order of the scenario, from 0' },
    experimentName: { type: 'text', doc: 'name of the experiment' },
    name: { type: 'text', doc: 'name of the choice in this experiment' },
    share: { type: 'f64', doc: 'share of shoppers to expect in the arm' },
    policy: { type: 'text', doc: 'policy that fills the home slate of the arm, as JSON' },
    priceFactor: { type: 'f64', doc: 'prices of the arm over list prices' },
  },
});
export type Arms = Table<typeof ARMS>;

/** `length` zeros, or empty texts. */
export function newColumn(type: ColumnType, length: number): ColumnArray {
  switch (type) {
    case 'u8':
      return new Uint8Array(length);
    case 'u16':
      return new Uint16Array(length);
    case 'u32':
      return new Uint32Array(length);
    case 'i32':
      return new Int32Array(length);
    case 'f32':
      return new Float32Array(length);
    case 'f64':
      return new Float64Array(length);
    case 'text':
      return new Array<string>(length).fill('');
  }
}

/** A table of `length` rows, zeros and empty texts. */
export function createTable<S extends TableSpec>(spec: S, length: number): Table<S> {
  const columns = Object.entries(spec.columns).map(([name, column]) => [
    name,
    newColumn(column.type, length),
  ]);
  return Object.fromEntries([['length', length], ...columns]) as Table<S>;
}
