import { sha256Native } from '../../numerics/sha256.node.ts';
import { decodeText } from './csv.ts';
import { readDataFile, readWhole } from './data-root.node.ts';
import { withProvenance } from './provenance.ts';
import type { PublicData } from './public-data.ts';
import {
  clothingReviewsDataset,
  readClothingReviews,
  writeClothingReviews,
} from './womens-clothing-reviews.ts';

const FILE = 'womens-clothing-reviews/womens-clothing-reviews.csv';

async function* spell(source: string): AsyncGenerator<string> {
  yield* writeClothingReviews(decodeText(await readWhole(source)), source);
}

export const WOMENS_CLOTHING_REVIEWS: PublicData = {
  name: 'womens-clothing-reviews',
  title: "Women's Clothing E-Commerce Reviews: 23,486 ratings with texts",
  address: 'https://www.kaggle.com/datasets/nicapotato/womens-ecommerce-clothing-reviews',
  licence: 'CC0',
  citation:
    'Agarap, A. F. (2018). Statistical analysis on e-commerce reviews, with sentiment classification using bidirectional recurrent neural network. arXiv 1805.03687.',
  files: [
    {
      path: FILE,
      bytes: 8_483_448,
      sha256: 'bd93cc515747ad1f87b8bc863c9e40da758509e6db6506a96d06976e61e36ee0',
      spell,
    },
  ],
  downloads: [
    {
      url: 'https://www.kaggle.com/api/v1/datasets/download/nicapotato/womens-ecommerce-clothing-reviews',
      maxBytes: 20_000_000,
      entries: [{ name: 'Womens Clothing E-Commerce Reviews.csv', to: FILE }],
    },
  ],
  async load(root, { onProgress } = {}) {
    const text = decodeText(await readDataFile(WOMENS_CLOTHING_REVIEWS, root, FILE));
    const rows = readClothingReviews(text, FILE);
    const dataset = withProvenance(WOMENS_CLOTHING_REVIEWS, clothingReviewsDataset(rows), sha256Native);
    onProgress?.(1);
    return dataset;
  },
};
