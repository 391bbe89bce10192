/** What the project knows of a public data set: where it comes from, how to recognise it, how to read it. Never the bytes. */

import { ConfigError } from '../config-error.ts';
import type { Dataset } from '../dataset.ts';

/** A file that a reader needs under the data root. */
export interface PublicFile {
  /** Path under the data root, `/` between parts. */
  readonly path: string;
  /** Of the file in its canonical spelling. */
  readonly bytes: number;
  readonly sha256: string;
  /** sha256 of other spellings of the same content that are known to be sound. */
  readonly alsoKnown?: readonly string[];
  /**
   * The canonical spelling of `source` (path of a local file in any spelling), in pieces; without it the bytes are
   * canonical. Throws ConfigError on a damaged file, and the signal's reason when it is called off.
   */
  readonly spell?: (source: string, signal?: AbortSignal) => AsyncIterable<string>;
}

/** One file to download: an archive with some entries, or a file by itself. */
export interface Download {
  readonly url: string;
  readonly checksum?: { readonly algorithm: 'md5' | 'sha256'; readonly hex: string };
  /** No more than this is downloaded. */
  readonly maxBytes: number;
  /** `name` in the zip archive, or null for the file by itself; `to` is the path of a PublicFile. */
  readonly entries: readonly { readonly name: string | null; readonly to: string }[];
}

export interface LoadOptions {
  /** Share of the work that is done, 0 to 1. */
  readonly onProgress?: (done: number) => void;
}

export interface PublicData {
  readonly name: string;
  readonly title: string;
  /** Official page. */
  readonly address: string;
  readonly licence: string;
  readonly citation: string;
  readonly files: readonly PublicFile[];
  readonly downloads: readonly Download[];
  /** Reads and cleans; throws ConfigError when a file is missing or damaged. */
  load(root: string, options?: LoadOptions): Promise<Dataset>;
}

/** How to get a data set without `shoplab data fetch` reaching the network. */
export function placeByHand(data: PublicData, root: string): string[] {
  const of = (download: Download): string =>
    download.checksum
      ? `${download.url} (${download.checksum.algorithm} ${download.checksum.hex})`
      : download.url;
  const place = (file: PublicFile): string =>
    `${root}/${file.path} (sha256 ${file.sha256}${file.spell ? ', or another spelling of the same content' : ''})`;
  return [
    `by hand: download ${data.downloads.map(of).join(' and ')}`,
    `then run: shoplab data fetch ${data.name} --from ${data.downloads.length > 1 ? 'FOLDER' : 'FILE'}`,
    `or place: ${data.files.map(place).join(' and ')}`,
  ];
}

/** The one message for data that is not there: what, the official address, the checksum, where to put it, the command. */
export function missingData(data: PublicData, root: string, missing: string): ConfigError {
  const message = [
    `data: ${data.name} (${data.title}): no file ${root}/${missing}`,
    `fetch it: shoplab data fetch ${data.name} (official page ${data.address}; licence ${data.licence})`,
    ...placeByHand(data, root),
    'the data root is $SHOPLAB_DATA, else ./datasets/data',
  ];
  return new ConfigError([message.join('\n  ')]);
}
