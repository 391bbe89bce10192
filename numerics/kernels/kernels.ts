/**
 * What the module exports, each `(arguments, chunk, scratch) -> void`: does one chunk of a job, whose bounds follow from the
 * arguments alone. Listed as in `assembly/index.ts`; `host.test.ts` compares the two.
 */
export const KERNELS = [
  'adamRows',
  'adamStep',
  'alsBlocks',
  'alsConjugate',
  'alsErrors',
  'alsExact',
  'bestSplits',
  'binHistograms',
  'binRows',
  'bootstrapSums',
  'bprCell',
  'bprPairs',
  'elasticNet',
  'gatherCells',
  'gatherGradients',
  'gramChunks',
  'gramTiles',
  'invertPivotTile',
  'linearWeights',
  'logisticGradients',
  'markLeaf',
  'matrixProduct',
  'nearestRows',
  'nmfRows',
  'partitionRows',
  'philoxWords',
  'productLists',
  'productRows',
  'randomLists',
  'ratingNeighbours',
  'rowNorms',
  'simplexPairs',
  'segmentSums',
  'slopeOne',
  'sortEntries',
  'sumRows',
  'svdCell',
  'svdppShoppers',
  'sweepPanel',
  'sweepTile',
  'takeHistograms',
  'topKCandidates',
  'topKFilter',
  'topKScan',
  'ultragcnPairs',
  'unitGradients',
  'unitRows',
  'warpCell',
] as const;

export type KernelName = (typeof KERNELS)[number];

export type Kernel = (args: number, chunk: number, scratch: number) => void;

export type KernelExports = Readonly<Record<KernelName, Kernel>>;
