// What the module exports; `../kernels.ts` lists the same names.
export { rowNorms } from './row-norms';
