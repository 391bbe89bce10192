import { sha256Native } from '../../numerics/sha256.node.ts';
import { decodeText } from './csv.ts';
import { readDataFile } from './data-root.node.ts';
import { type OpenBanditPolicy, openBanditDataset, readBanditItems, readBanditSlots } from './open-bandit.ts';
import { withProvenance } from './provenance.ts';
import type { PublicData, PublicFile } from './public-data.ts';

const SLOTS: Readonly<Record<OpenBanditPolicy, PublicFile>> = {
  random: {
    path: 'open-bandit/random/men/men.csv',
    bytes: 3_336_811,
    sha256: 'ede6d08c6877f99cd3770f7d09e26c738e6aa6de4445ccccfb1356ba5d06b1eb',
  },
  bts: {
    path: 'open-bandit/bts/men/men.csv',
    bytes: 3_240_432,
    sha256: 'db6d1f7ed2d591ba521533e45286d4c1fba7fe57a8ad2e80342210335f43c527',
  },
};
const ITEMS: PublicFile = {
  path: 'open-bandit/random/men/item_context.csv',
  bytes: 4_287,
  sha256: '6d855c2b7e917d0448d71bbe62c023147495882c0fdc8c41e86fef86abf9fe09',
};

/** Where the sample stands in the repository of the Open Bandit Pipeline, at a fixed commit. */
const SOURCE =
  'https://raw.githubusercontent.com/st-tech/zr-obp/12eb4f1738b8220498f9faed5ff6a4ffe5f4c626/obp/dataset/obd';

export const OPEN_BANDIT: PublicData = {
  name: 'open-bandit',
  title:
    'Open Bandit, the sample of the campaign `men`: slots of a fashion shop with propensities, November 2019',
  address: 'https://research.zozo.com/data.html',
  licence: 'CC BY 4.0',
  citation:
    'Saito, Y., Aihara, S., Matsutani, M. and Narita, Y. (2021). Open Bandit Dataset and Pipeline: Towards realistic and reproducible off-policy evaluation. NeurIPS.',
  files: [SLOTS.random, SLOTS.bts, ITEMS],
  downloads: [SLOTS.random, SLOTS.bts, ITEMS].map(({ path }) => ({
    url: `${SOURCE}/${path.replace('open-bandit/', '')}`,
    maxBytes: 10_000_000,
    entries: [{ name: null, to: path }],
  })),
  async load(root, { onProgress } = {}) {
    const read = async ({ path }: PublicFile): Promise<[text: string, file: string]> => [
      decodeText(await readDataFile(OPEN_BANDIT, root, path)),
      path,
    ];
    const slots = {
      random: readBanditSlots(...(await read(SLOTS.random))),
      bts: readBanditSlots(...(await read(SLOTS.bts))),
    };
    const items = readBanditItems(...(await read(ITEMS)));
    const dataset = withProvenance(OPEN_BANDIT, openBanditDataset(slots, items), sha256Native);
    onProgress?.(1);
    return dataset;
  },
};
