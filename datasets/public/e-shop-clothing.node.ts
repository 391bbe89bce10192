import { sha256Native } from '../../numerics/sha256.node.ts';
import { decodeText } from './csv.ts';
import { readDataFile, readWhole } from './data-root.node.ts';
import { eShopDataset, writeEShop } from './e-shop-clothing.ts';
import { withProvenance } from './provenance.ts';
import type { PublicData } from './public-data.ts';

const FILE = 'e-shop-clothing/e-shop-clothing-2008.csv';

async function* spell(source: string): AsyncGenerator<string> {
  yield* writeEShop(decodeText(await readWhole(source)), source);
}

export const E_SHOP_CLOTHING: PublicData = {
  name: 'e-shop-clothing',
  title: 'UCI clickstream of a clothing shop for pregnant women, April to August 2008',
  address: 'https://archive.ics.uci.edu/dataset/553/clickstream+data+for+online+shopping',
  licence: 'CC BY 4.0',
  citation:
    'Łapczyński, M. and Białowąs, S. (2013). Discovering patterns of users’ behaviour in an e-shop. Studia Ekonomiczne 151, 144-153.',
  files: [
    {
      path: FILE,
      bytes: 6_509_837,
      sha256: '63ce0c05b93d31837ce10b8734dae6d8e2e49aaef3beb8c5e8af391799d9b7e6',
      spell,
    },
  ],
  downloads: [
    {
      url: 'https://archive.ics.uci.edu/static/public/553/clickstream+data+for+online+shopping.zip',
      maxBytes: 20_000_000,
      entries: [{ name: 'e-shop clothing 2008.csv', to: FILE }],
    },
  ],
  async load(root, { onProgress } = {}) {
    const text = decodeText(await readDataFile(E_SHOP_CLOTHING, root, FILE));
    const dataset = withProvenance(E_SHOP_CLOTHING, eShopDataset(text, FILE), sha256Native);
    onProgress?.(1);
    return dataset;
  },
};
