import type { Catalog } from '../../datasets/tables.ts';
import { PLAIN_WORDS, tokeniser } from './tokeniser.ts';

/** Catalogue columns that make tokens. */
export const TOKEN_FIELDS = ['title', 'description', 'category', 'brand', 'attributes'] as const;
export type TokenField = (typeof TOKEN_FIELDS)[number];

/** Words of a text: runs of Unicode letters, marks and digits, lower case. */
export const words = tokeniser(PLAIN_WORDS);

/**
 * Tokens of one item. Title and description give words; each part of the category path, the brand and each attribute stay
 * whole, as `category=garden`, `brand=acme`, `colour=red`.
 */
export function itemTokens(catalog: Catalog, item: number, fields: readonly TokenField[]): string[] {
  return fields.flatMap((field) => fieldTokens(field, catalog[field][item] ?? ''));
}

function fieldTokens(field: TokenField, text: string): string[] {
  switch (field) {
    case 'title':
    case 'description':
      return words(text);
    case 'category':
      return wholeTokens(text.split('>')).map((part) => `category=${part}`);
    case 'brand':
      return wholeTokens([text]).map((brand) => `brand=${brand}`);
    case 'attributes':
      return wholeTokens(text.split('|'));
  }
}

/** Parts without spaces around them, in lower case; empty ones left out. */
export function wholeTokens(parts: readonly string[]): string[] {
  return parts.map((part) => part.normalize('NFKC').trim().toLowerCase()).filter((part) => part !== '');
}
