// What the module exports; `../kernels.ts` lists the same names.
export { bprCell } from './bpr';
export { gatherCells } from './cells';
export { nmfRows } from './nmf';
export { philoxWords } from './philox';
export { ratingNeighbours, slopeOne } from './ratings';
export { rowNorms } from './row-norms';
export { svdCell, svdppShoppers } from './svd';
export { warpCell } from './warp';
