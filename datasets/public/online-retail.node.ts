import { sha256Native } from '../../numerics/sha256.node.ts';
import { decodeText } from './csv.ts';
import { readDataFile, readWhole } from './data-root.node.ts';
import { retailDataset } from './online-retail.ts';
import { readRetailCsv, writeRetailCsv } from './online-retail-csv.ts';
import { withProvenance } from './provenance.ts';
import type { PublicData } from './public-data.ts';

const FILE = 'online-retail/online-retail.csv';
const WORKBOOK = 'Online Retail.xlsx';

/** Lets the event loop turn, so that a signal is heard. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Any spelling (UCI's workbook, CSV with comma or semicolon, both dates, both ids) in the canonical one. */
async function* spell(source: string, signal?: AbortSignal): AsyncGenerator<string> {
  const bytes = await readWhole(source);
  const pause = async (): Promise<void> => {
    signal?.throwIfAborted();
    await breathe();
  };
  const zipped = bytes[0] === 0x50 && bytes[1] === 0x4b;
  if (zipped) {
    const { readRetailXlsx } = await import('./online-retail-xlsx.node.ts');
    yield* writeRetailCsv(await readRetailXlsx(source, signal));
  } else yield* writeRetailCsv(await readRetailCsv(decodeText(bytes), source, pause));
}

export const ONLINE_RETAIL: PublicData = {
  name: 'online-retail',
  title: 'UCI Online Retail: a UK gift shop, December 2010 to December 2011',
  address: 'https://archive.ics.uci.edu/dataset/352/online+retail',
  licence: 'CC BY 4.0',
  citation:
    'Chen, D. (2015). Online Retail. UCI Machine Learning Repository. https://doi.org/10.24432/C5BW33',
  files: [
    {
      path: FILE,
      bytes: 47_100_511,
      sha256: 'cf37fa7ebdd17a1cd5d3332c092c026de793411ccb94beb0f2fb6fc45e2e6e94',
      alsoKnown: ['c35975c40d0e1e105090fbb11188a409393055f873841bd012915475fc84e69f'],
      spell,
    },
  ],
  downloads: [
    {
      url: 'https://archive.ics.uci.edu/static/public/352/online+retail.zip',
      maxBytes: 100_000_000,
      entries: [{ name: WORKBOOK, to: FILE }],
    },
  ],
  async load(root, { onProgress } = {}) {
    const bytes = await readDataFile(ONLINE_RETAIL, root, FILE);
    const rows = await readRetailCsv(decodeText(bytes), FILE, async (done) => {
      onProgress?.(0.7 * done);
      await breathe();
    });
    const dataset = withProvenance(ONLINE_RETAIL, retailDataset(rows), sha256Native);
    onProgress?.(1);
    return dataset;
  },
};
