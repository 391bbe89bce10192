import { sha256Native } from '../../numerics/sha256.node.ts';
import { decodeText } from './csv.ts';
import { readDataFile, readWhole } from './data-root.node.ts';
import { fixedSplitDataset } from './fixed-split.ts';
import { linesOfJson, readItemLists, writeItemLists } from './item-lists.ts';
import { withProvenance } from './provenance.ts';
import type { PublicData, PublicFile } from './public-data.ts';

const OPENING_BRACKET = 0x5b;

/** Lines `user item item ...`, or JSON lists of items by user, in the canonical spelling. */
async function* spell(source: string): AsyncGenerator<string> {
  const bytes = await readWhole(source);
  const lines = bytes[0] === OPENING_BRACKET ? linesOfJson(decodeText(bytes), source) : bytes;
  yield* writeItemLists(readItemLists(lines, source));
}

interface SplitData extends Omit<PublicData, 'files' | 'load'> {
  readonly train: Omit<PublicFile, 'spell'>;
  readonly test: Omit<PublicFile, 'spell'>;
}

function fixedSplit({ train, test, ...about }: SplitData): PublicData {
  const data: PublicData = {
    ...about,
    files: [
      { ...train, spell },
      { ...test, spell },
    ],
    async load(root, { onProgress } = {}) {
      const lists = async ({ path }: { path: string }) =>
        readItemLists(await readDataFile(data, root, path), path);
      const dataset = fixedSplitDataset(await lists(train), await lists(test));
      onProgress?.(0.7);
      const known = withProvenance(data, dataset, sha256Native);
      onProgress?.(1);
      return known;
    },
  };
  return data;
}

/** The split of Wang et al. 2019 (NGCF), used by LightGCN and after. */
export const GOWALLA = fixedSplit({
  name: 'gowalla',
  title: 'Gowalla check-ins, the fixed split of NGCF and LightGCN',
  address: 'https://huggingface.co/datasets/reczoo/Gowalla_m1',
  licence: 'none stated; research use',
  citation:
    'Wang, X. et al. (2019). Neural graph collaborative filtering. SIGIR. https://arxiv.org/abs/1905.08108; check-ins: https://snap.stanford.edu/data/loc-gowalla.html',
  train: {
    path: 'gowalla/train.txt',
    bytes: 4_633_414,
    sha256: '0f086326b28a56c2e6dcb81d86ee72d4ccb7eed3a8d26788392356d8f51111cc',
  },
  test: {
    path: 'gowalla/test.txt',
    bytes: 1_372_559,
    sha256: '95a7e4ee029370c4ccac0d6a0c8cc0615b574ac89642081cdf946090e0dd5bda',
    alsoKnown: ['099a2a73924e4b754dc6efd730d764f492321b53c38eb93298850c83acf57be3'],
  },
  downloads: (['train', 'test'] as const).map((part) => ({
    url: `https://huggingface.co/datasets/reczoo/Gowalla_m1/resolve/main/${part}.txt`,
    maxBytes: 50_000_000,
    entries: [{ name: null, to: `gowalla/${part}.txt` }],
  })),
});

/** The split of Yu and Qin 2020 (LCFN); its validation part (10 %) is left out, as in UltraGCN and SimpleX. */
export const MOVIELENS_1M_M1 = fixedSplit({
  name: 'movielens1m-m1',
  title: 'MovieLens-1M, the fixed split of LCFN, UltraGCN and SimpleX',
  address: 'https://huggingface.co/datasets/reczoo/Movielens1M_m1',
  licence: 'GroupLens: research use, no redistribution',
  citation:
    'Yu, W. and Qin, Z. (2020). Graph convolutional network for recommendation with low-pass collaborative filters. ICML. https://arxiv.org/abs/2006.15516; ratings: https://grouplens.org/datasets/movielens/1m/',
  train: {
    path: 'movielens1m-m1/train.txt',
    bytes: 3_660_330,
    sha256: '0b561ec012eeb726d2398e0b6ced08b59a00f7c5815f92bb3b09b5f442bcf09a',
    alsoKnown: ['31fe589506162c76c90e87ddd017642f73655a3f959bd70deec8dda142608f4e'],
  },
  test: {
    path: 'movielens1m-m1/test.txt',
    bytes: 482_621,
    sha256: 'eed8ab0338416b2e4a823f1e3b6ef184dafe7bc9f186411d99304ec97ece45c6',
    alsoKnown: ['c8b4f275ea29fdb5560f0d9014d85a3865743f3089dca0259c79fee30dcdbdcd'],
  },
  downloads: [
    { part: 'train', hex: '4229bc5369f943918103daf7fd92e920' },
    { part: 'test', hex: 'cdd3ad819512cb87dad2f098c8437df2' },
  ].map(({ part, hex }) => ({
    url: `https://huggingface.co/datasets/reczoo/Movielens1M_m1/resolve/main/${part}_data.json`,
    checksum: { algorithm: 'md5' as const, hex },
    maxBytes: 50_000_000,
    entries: [{ name: null, to: `movielens1m-m1/${part}.txt` }],
  })),
});
