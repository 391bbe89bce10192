/** Pictures of charts on disk. One that stands there as it would be drawn again is not. */

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Filing } from '../page/filing.node.ts';
import { type Drawer, openDrawer } from './drawer.node.ts';
import type { Drawn } from './picture-worker.node.ts';
import type { Picture } from './render.node.ts';

export interface DrawingOptions {
  /** Called after each chart, in whatever order they are done. */
  onProgress?(done: number, total: number, chart: string): void;
  /** What Vega-Lite warns about; nothing, for the charts of this folder. */
  onWarning?(message: string): void;
  /** Heeded while charts are drawn and before the page; its reason is thrown. */
  readonly signal?: AbortSignal;
  /** Draws, and is left open; absent: one is opened for these charts. */
  readonly drawer?: Drawer;
}

/** Digests of what a picture was drawn of, and of its files. */
interface Kept {
  readonly of: string;
  readonly svg: string;
  readonly png: string;
}
type KeptPictures = Map<string, Kept>;

const SCHEMA = 'shoplab.drawn/1';
const FILE = 'drawn.json';

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');
const digestOf = ({ title, alt, spec }: Picture): string => sha256(JSON.stringify([title, alt, spec]));

interface Found {
  readonly by: string;
  /** Of the pictures that stand as they would be drawn. */
  readonly standing: KeptPictures;
  readonly missing: readonly Picture[];
}

async function lookedFor(folder: string, pictures: readonly Picture[]): Promise<Found> {
  const by = await drawnBy();
  const before = await keptIn(folder, by);
  const standing: KeptPictures = new Map();
  const missing: Picture[] = [];
  for (const picture of pictures) {
    const own = before.get(picture.name);
    if (own && (await stands(folder, picture, own))) standing.set(picture.name, own);
    else missing.push(picture);
  }
  return { by, standing, missing };
}

/** Puts into a folder what is missing of `pictures`, `<name>.svg` and `<name>.png`; others that stand there are left, and forgotten. */
export async function putPictures(
  filing: Filing,
  folder: string,
  pictures: readonly Picture[],
  options: DrawingOptions,
): Promise<void> {
  options.signal?.throwIfAborted();
  const { by, standing: kept, missing } = await lookedFor(folder, pictures);
  await drawEach(missing, pictures.length, options, async (picture, { svg, png }) => {
    await filing.put(join(folder, `${picture.name}.svg`), svg);
    await filing.put(join(folder, `${picture.name}.png`), png);
    kept.set(picture.name, { of: digestOf(picture), svg: sha256(svg), png: sha256(png) });
  });
  const sorted = Object.fromEntries([...kept].sort(([a], [b]) => (a < b ? -1 : 1)));
  await filing.put(
    join(folder, FILE),
    `${JSON.stringify({ schema: SCHEMA, by, pictures: sorted }, null, 1)}\n`,
  );
}

/** Has drawn what is missing of `pictures` in a folder, and writes nothing. */
export async function drawMissing(
  folder: string,
  pictures: readonly Picture[],
  options: DrawingOptions,
): Promise<void> {
  options.signal?.throwIfAborted();
  const { missing } = await lookedFor(folder, pictures);
  await drawEach(missing, pictures.length, options, async () => {});
}

async function drawEach(
  missing: readonly Picture[],
  total: number,
  { signal, drawer, onProgress, onWarning }: DrawingOptions,
  file: (picture: Picture, drawn: Drawn) => Promise<void>,
): Promise<void> {
  if (missing.length === 0) return;
  const own = drawer ?? openDrawer();
  let done = total - missing.length;
  const drawOne = async (picture: Picture): Promise<void> => {
    const drawn = await own.draw(picture);
    signal?.throwIfAborted();
    await file(picture, drawn);
    for (const warning of drawn.warnings) onWarning?.(warning);
    onProgress?.(++done, total, picture.name);
  };
  const filing = missing.map(drawOne);
  try {
    await unlessAborted(Promise.all(filing), signal);
  } finally {
    if (!drawer) {
      await own.close();
      // What is being written is written to its end.
      await Promise.allSettled(filing);
    }
  }
}

/** Rejects with the signal's reason as soon as it is aborted. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  let stop = (): void => {};
  const aborted = new Promise<never>((_, fail) => {
    stop = () => fail(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** None where the file is missing, damaged, or of another way of drawing. */
async function keptIn(folder: string, by: string): Promise<KeptPictures> {
  try {
    const file = JSON.parse(await readFile(join(folder, FILE), 'utf8')) as {
      schema: string;
      by: string;
      pictures: Record<string, Kept>;
    };
    return new Map(file.schema === SCHEMA && file.by === by ? Object.entries(file.pictures) : []);
  } catch {
    return new Map();
  }
}

async function stands(folder: string, picture: Picture, { of, svg, png }: Kept): Promise<boolean> {
  if (of !== digestOf(picture)) return false;
  try {
    const files = [join(folder, `${picture.name}.svg`), join(folder, `${picture.name}.png`)];
    const [ownSvg, ownPng] = await Promise.all(files.map((file) => readFile(file)));
    return sha256(ownSvg!) === svg && sha256(ownPng!) === png;
  } catch {
    return false;
  }
}

/** What a drawing thread is made of; below `reports/`. */
export const DRAWING_CODE = [
  'pictures/picture-worker.node',
  'pictures/render.node',
  'pictures/font-widths',
  'text/html',
  'text/names-in-vega',
  'text/visible-text',
];
const DRAWING_PACKAGES = /^(vega|d3)/;

let by: Promise<string> | undefined;

/** Digest of all that decides what a picture looks like besides its spec: our code, the libraries and fonts, Node. */
function drawnBy(): Promise<string> {
  by ??= digestOfDrawing();
  return by;
}

async function digestOfDrawing(): Promise<string> {
  const code = DRAWING_CODE.map((name) =>
    import.meta.url.endsWith('.ts')
      ? new URL(`../../dist/reports/${name}.js`, import.meta.url)
      : new URL(`../${name}.js`, import.meta.url),
  );
  const packages = dirname(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')));
  const names = [
    ...(await readdir(packages)).filter((name) => DRAWING_PACKAGES.test(name)).sort(),
    ...['@resvg/resvg-js', 'dejavu-fonts-ttf'],
  ];
  const texts = [
    ...code.map((url) => readFile(url, 'utf8')),
    ...names.map(async (name) => {
      const text = await readFile(join(packages, name, 'package.json'), 'utf8');
      return `${name} ${(JSON.parse(text) as { version: string }).version}`;
    }),
  ];
  return sha256(
    JSON.stringify([process.version, process.platform, process.arch, ...(await Promise.all(texts))]),
  );
}
