import { sha256Native } from '../../numerics/sha256.node.ts';
import { decodeText } from './csv.ts';
import { readDataFile, readWhole } from './data-root.node.ts';
import { withProvenance } from './provenance.ts';
import type { PublicData, PublicFile } from './public-data.ts';
import {
  readSentences,
  type SentenceSource,
  sentencesDataset,
  writeSentences,
} from './sentiment-labelled.ts';

async function* spell(source: string): AsyncGenerator<string> {
  yield writeSentences(readSentences(decodeText(await readWhole(source)), source));
}

const FILES: Readonly<Record<SentenceSource, PublicFile>> = {
  amazon: {
    path: 'sentiment-labelled/amazon_cells_labelled.txt',
    bytes: 58_227,
    sha256: '49df8059de0eb9c2c13253f9d33a579bc56efc0f620dde2f6be1ec74c59893cb',
    spell,
  },
  imdb: {
    path: 'sentiment-labelled/imdb_labelled.txt',
    bytes: 83_285,
    sha256: '59f552b6dabe76fab178151b4ecf13e3d242f8891c2c7e15bf1b929c932d1f9d',
    // As published, with two blanks behind each sentence.
    alsoKnown: ['aef2e49e3da25714d61175e3a6e68eeef74a20a2f914318dc3be9947ea86512d'],
    spell,
  },
  yelp: {
    path: 'sentiment-labelled/yelp_labelled.txt',
    bytes: 61_320,
    sha256: 'c76468b7b5c6e56a0804d728345c5f84aa2142ddb214420f61cc9cfd4c00d2ea',
    spell,
  },
};

export const SENTIMENT_LABELLED: PublicData = {
  name: 'sentiment-labelled',
  title: 'Sentiment Labelled Sentences: 3,000 sentences from reviews, praise or blame',
  address: 'https://archive.ics.uci.edu/dataset/331/sentiment+labelled+sentences',
  licence: 'CC BY 4.0',
  citation:
    'Kotzias, D., Denil, M., de Freitas, N. and Smyth, P. (2015). From group to individual labels using deep features. KDD.',
  files: Object.values(FILES),
  downloads: [
    {
      url: 'https://archive.ics.uci.edu/static/public/331/sentiment+labelled+sentences.zip',
      maxBytes: 2_000_000,
      entries: Object.values(FILES).map(({ path }) => ({
        name: path.replace('sentiment-labelled/', 'sentiment labelled sentences/'),
        to: path,
      })),
    },
  ],
  async load(root, { onProgress } = {}) {
    const read = async ({ path }: PublicFile) =>
      readSentences(decodeText(await readDataFile(SENTIMENT_LABELLED, root, path)), path);
    const sentences = {
      amazon: await read(FILES.amazon),
      imdb: await read(FILES.imdb),
      yelp: await read(FILES.yelp),
    };
    const dataset = withProvenance(SENTIMENT_LABELLED, sentencesDataset(sentences), sha256Native);
    onProgress?.(1);
    return dataset;
  },
};
