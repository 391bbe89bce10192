import { sha256Native } from '../../numerics/sha256.node.ts';
import { readDataFile } from './data-root.node.ts';
import { movieLensDataset } from './movielens-100k.ts';
import { withProvenance } from './provenance.ts';
import type { PublicData } from './public-data.ts';

const DATA = 'ml-100k/u.data';
const ITEM = 'ml-100k/u.item';
const USER = 'ml-100k/u.user';

export const MOVIELENS_100K: PublicData = {
  name: 'ml-100k',
  title: 'MovieLens-100K: 100,000 ratings of films, 1997 to 1998',
  address: 'https://grouplens.org/datasets/movielens/100k/',
  licence: 'GroupLens: research use, no redistribution',
  citation:
    'Harper, F. M. and Konstan, J. A. (2015). The MovieLens datasets: history and context. ACM TiiS 5(4), 19. https://doi.org/10.1145/2827872',
  files: [
    {
      path: DATA,
      bytes: 1_979_173,
      sha256: '06416e597f82b7342361e41163890c81036900f418ad91315590814211dca490',
    },
    {
      path: ITEM,
      bytes: 236_344,
      sha256: '553841ebc7de3a0fd0d6b62a204ea30c1e651aacfb2814c7a6584ac52f2c5701',
    },
    { path: USER, bytes: 22_628, sha256: 'f120e114da2e8cf314fd28f99417c94ae9ddf1cb6db8ce0e4b5995d40e90e62c' },
  ],
  downloads: [
    {
      url: 'https://files.grouplens.org/datasets/movielens/ml-100k.zip',
      checksum: { algorithm: 'md5', hex: '0e33842e24a9c977be4e0107933c0723' },
      maxBytes: 20_000_000,
      entries: [DATA, ITEM, USER].map((path) => ({ name: path, to: path })),
    },
  ],
  async load(root, { onProgress } = {}) {
    // Windows-1252 agrees with Latin-1 on every letter that u.item has.
    const decoder = new TextDecoder('windows-1252');
    const text = async (path: string): Promise<string> =>
      decoder.decode(await readDataFile(MOVIELENS_100K, root, path));
    const texts = { data: await text(DATA), item: await text(ITEM), user: await text(USER) };
    const dataset = withProvenance(MOVIELENS_100K, movieLensDataset(texts), sha256Native);
    onProgress?.(1);
    return dataset;
  },
};
