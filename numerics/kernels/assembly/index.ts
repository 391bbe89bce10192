// What the module exports; `../kernels.ts` lists the same names.
export { bootstrapSums } from './bootstrap';
export { rowNorms } from './row-norms';
