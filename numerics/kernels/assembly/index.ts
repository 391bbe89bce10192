// What the module exports; `../kernels.ts` lists the same names.
export { bootstrapSums } from './bootstrap';
export { rowNorms } from './row-norms';
export { topKCandidates } from './top-k-candidates';
export { topKFilter } from './top-k-filter';
export { topKScan } from './top-k-scan';
export { bprCell } from './bpr';
export { gatherCells } from './cells';
export { nmfRows } from './nmf';
export { philoxWords } from './philox';
export { ratingNeighbours, slopeOne } from './ratings';
export { svdCell, svdppShoppers } from './svd';
export { warpCell } from './warp';
export { elasticNet } from './elastic-net';
export { nearestRows } from './nearest-rows';
export { productLists } from './product-lists';
export { gramTiles, invertPivotTile, linearWeights, sweepPanel, sweepTile } from './symmetric-inverse';
