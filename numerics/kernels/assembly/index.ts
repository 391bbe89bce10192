// What the module exports; `../kernels.ts` lists the same names.
export { alsBlocks } from './als-blocks';
export { alsConjugate } from './als-conjugate';
export { alsErrors } from './als-errors';
export { alsExact } from './als-exact';
export { gramChunks } from './gram';
export { rowNorms } from './row-norms';
