/**
 * What the module exports, each `(arguments, chunk, scratch) -> void`: does one chunk of a job, whose bounds follow from the
 * arguments alone. Listed as in `assembly/index.ts`; `host.test.ts` compares the two.
 */
<<<<<<< HEAD
<<<<<<< HEAD
export const KERNELS = ['bootstrapSums', 'bprCell', 'gatherCells', 'nmfRows', 'philoxWords', 'ratingNeighbours', 'rowNorms', 'slopeOne', 'svdCell', 'svdppShoppers', 'topKCandidates', 'topKFilter', 'topKScan', 'warpCell'] as const;

export type KernelName = (typeof KERNELS)[number];

export type Kernel = (args: number, chunk: number, scratch: number) => void;

export type KernelExports = Readonly<Record<KernelName, Kernel>>;
