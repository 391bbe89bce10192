/** The shop behind the counter: suppliers and what is bought of them, stock, prices through time, daily figures. */

import type { Table, TableSpec } from './tables.ts';

/** Why a price changed: what moved it most. */
export const PRICE_REASONS = ['list', 'demand', 'stock', 'clearance', 'shock'] as const;

export const SUPPLIERS = {
  name: 'suppliers',
  doc: 'From whom the shop buys. Empty where stock has no end.',
  sortKey: ['supplier'],
  columns: {
    supplier: { type: 'u32', doc: 'supplier, from 1, as in the catalog' },
    name: { type: 'text', doc: 'name' },
    leadDays: { type: 'f64', unit: 'days', doc: 'median time from purchase to shelf' },
    spread: { type: 'f64', doc: 'standard deviation of the logarithm of that time' },
    reliability: { type: 'f64', doc: 'probability that a purchase comes in its time' },
  },
} as const satisfies TableSpec;
export type Suppliers = Table<typeof SUPPLIERS>;

export const PURCHASES = {
  name: 'purchases',
  doc: 'One row a purchase of the shop, filed when the goods come.',
  sortKey: ['received', 'item', 'nth'],
  columns: {
    item: { type: 'u32', doc: 'item' },
    nth: { type: 'u32', doc: 'purchases of the item before this one' },
    supplier: { type: 'u32', doc: 'supplier' },
    ordered: { type: 'u32', doc: 'round at whose end it was ordered' },
    received: { type: 'u32', doc: 'round in which it came' },
    units: { type: 'u32', unit: 'units', doc: 'units' },
    cost: { type: 'f64', unit: 'cents', doc: 'what it cost' },
  },
} as const satisfies TableSpec;
export type Purchases = Table<typeof PURCHASES>;

export const INVENTORY = {
  name: 'inventory',
  doc: 'One row an item and round in which its stock moved or was asked for in vain; round 0 has every item.',
  sortKey: ['round', 'item'],
  columns: {
    round: { type: 'u32', doc: 'round' },
    item: { type: 'u32', doc: 'item' },
    opening: { type: 'i32', unit: 'units', doc: 'on hand when the round begins; below 0: owed to customers' },
    sold: { type: 'u32', unit: 'units', doc: 'ordered by customers' },
    returned: { type: 'u32', unit: 'units', doc: 'sent back by customers' },
    received: { type: 'u32', unit: 'units', doc: 'received from the supplier, on sale from the next round' },
    closing: { type: 'i32', unit: 'units', doc: 'opening + received + returned - sold' },
    backorders: {
      type: 'u32',
      unit: 'units',
      doc: 'owed to customers when the round ends; their parcels are not later for it',
    },
    ordered: { type: 'u32', unit: 'units', doc: 'ordered from the supplier when the round ends' },
    refused: { type: 'u32', doc: 'carts refused because the shelf was empty when the round began' },
  },
} as const satisfies TableSpec;
export type Inventory = Table<typeof INVENTORY>;

export const PRICES = {
  name: 'prices',
  doc: 'One row a change of the shop’s price of an item, first from its list price; offers to some shoppers are apart.',
  sortKey: ['time', 'item'],
  columns: {
    time: { type: 'u32', unit: 's', doc: 'from when it holds, since the origin' },
    item: { type: 'u32', doc: 'item' },
    price: { type: 'u32', unit: 'cents', doc: 'price' },
    reason: { type: 'u8', doc: 'what moved it most; list: back to the list price', labels: PRICE_REASONS },
  },
} as const satisfies TableSpec;
export type Prices = Table<typeof PRICES>;

export const DAILY_FINANCE = {
  name: 'daily_finance',
  doc: 'One row a round: what came in and what it cost. Returns count on the day they come back.',
  sortKey: ['round'],
  columns: {
    round: { type: 'u32', doc: 'round' },
    orders: { type: 'u32', doc: 'orders' },
    lines: { type: 'u32', doc: 'order lines' },
    units: { type: 'u32', unit: 'units', doc: 'units sold' },
    revenue: { type: 'f64', unit: 'cents', doc: 'sum of units times unit price' },
    discounts: { type: 'f64', unit: 'cents', doc: 'discounts for loyalty points and for coupons' },
    returnedUnits: { type: 'u32', unit: 'units', doc: 'units sent back' },
    refunds: { type: 'f64', unit: 'cents', doc: 'sum of units sent back times the unit price paid' },
    costOfGoods: { type: 'f64', unit: 'cents', doc: 'cost of units sold less that of units sent back' },
    shipping: { type: 'f64', unit: 'cents', doc: 'cost of the parcels' },
    chargebacks: {
      type: 'f64',
      unit: 'cents',
      doc: 'payments that were taken back, on the day on which it became known; tax and shipping included',
    },
    badDebts: {
      type: 'f64',
      unit: 'cents',
      doc: 'what was left of bill-me-later payments that fell due and were not paid; tax and shipping included',
    },
    margin: {
      type: 'f64',
      unit: 'cents',
      doc: 'revenue - discounts - refunds - costOfGoods - shipping - chargebacks - badDebts',
    },
    purchases: { type: 'f64', unit: 'cents', doc: 'cost of the goods received from suppliers' },
    stockValue: {
      type: 'f64',
      unit: 'cents',
      doc: 'cost of the units on hand when the round ends; 0 without stock',
    },
    soldOut: { type: 'u32', doc: 'items on sale of which nothing was on hand when the round began' },
    refused: { type: 'u32', doc: 'carts refused because the shelf was empty' },
    lostSales: { type: 'f64', unit: 'cents', doc: 'sum over refused carts of the shop’s price of a unit' },
  },
} as const satisfies TableSpec;
export type DailyFinance = Table<typeof DAILY_FINANCE>;
