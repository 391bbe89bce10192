// What the module exports; `../kernels.ts` lists the same names.
export { bootstrapSums } from './bootstrap';
export { rowNorms } from './row-norms';
export { topKCandidates } from './top-k-candidates';
export { topKFilter } from './top-k-filter';
export { topKScan } from './top-k-scan';
