// What the module exports; `../kernels.ts` lists the same names.
export { nearestRows } from './nearest-rows';
export { productLists } from './product-lists';
export { rowNorms } from './row-norms';
