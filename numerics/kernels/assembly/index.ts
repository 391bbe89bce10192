// What the module exports; `../kernels.ts` lists the same names.
export { elasticNet } from './elastic-net';
export { nearestRows } from './nearest-rows';
export { productLists } from './product-lists';
export { rowNorms } from './row-norms';
export { gramTiles, invertPivotTile, linearWeights, sweepPanel, sweepTile } from './symmetric-inverse';
