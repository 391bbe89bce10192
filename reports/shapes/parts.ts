/** What shapes are made of. */

import { z } from 'zod';

export const number = z.number();
export const text = z.string();
export const nullable = number.nullable();
export const numbers = z.array(number);
export const repeats = z.enum(['exclude', 'include', 'only']);
export const estimate = { definition: text, mean: nullable, low: nullable, high: nullable, n: number };
export const share = z.looseObject({ mean: number, low: number, high: number });
