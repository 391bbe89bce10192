/** The catalog as a shop knows it at some moment: nothing of items that are launched later, and of no retirement to come. */

import { type Catalog, NO_MOMENT, NO_SUPPLIER } from './tables.ts';

/** Rows stay, so that indices of items do; those of items launched at `asOf` or later are blank. */
export function knownCatalog(catalog: Catalog, asOf: number): Catalog {
  const { launched, retired } = catalog;
  const isKnown = launched.map((moment) => (moment === NO_MOMENT || moment < asOf ? 1 : 0));
  const endsLater = retired.some((moment) => moment !== NO_MOMENT && moment >= asOf);
  if (!endsLater && isKnown.every((known) => known === 1)) return catalog;
  const texts = (column: string[]): string[] => column.map((text, item) => (isKnown[item] === 1 ? text : ''));
  const { title, description, category, brand, seller, attributes, price, cost, supplier } = catalog;
  return {
    ...catalog,
    title: texts(title),
    description: texts(description),
    category: texts(category),
    brand: texts(brand),
    seller: texts(seller),
    attributes: texts(attributes),
    price: price.map((cents, item) => (isKnown[item] === 1 ? cents : 0)),
    cost: cost.map((cents, item) => (isKnown[item] === 1 ? cents : 0)),
    supplier: supplier.map((key, item) => (isKnown[item] === 1 ? key : NO_SUPPLIER)),
    launched: launched.map((moment, item) => (isKnown[item] === 1 ? moment : NO_MOMENT)),
    retired: retired.map((moment) => (moment < asOf ? moment : NO_MOMENT)),
  };
}
