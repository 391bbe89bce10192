import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { strToU8, zipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../config-error.ts';
import { ownSuffix } from '../store/temporary-name.node.ts';
import { checkData, checkPublicData } from './check.node.ts';
import { dataRoot } from './data-root.node.ts';
import { fetchData, fetchPublicData } from './fetch.node.ts';
import { GOWALLA, MOVIELENS_1M_M1 } from './fixed-split.node.ts';
import { MOVIELENS_100K } from './movielens-100k.node.ts';
import { ONLINE_RETAIL } from './online-retail.node.ts';
import type { PublicData } from './public-data.ts';
import { DATA, loadData } from './registry.node.ts';

const CANONICAL = `InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
536365,85123A,WHITE HEART,6,2010-12-01 08:26:00,2.55,17850,United Kingdom
C536366,20713,20713,-1,2010-12-01 08:27:00,0.001,,EIRE
`;
const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');
const md5 = (content: string | Uint8Array): string => createHash('md5').update(content).digest('hex');

/** UCI's form: numbers where a cell looks like one, dates as date cells, empty cells left out. */
async function workbook(): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('Online Retail');
  sheet.addRow(CANONICAL.split('\n')[0]!.split(','));
  const date = (minute: number): Date => new Date(Date.UTC(2010, 11, 1, 8, minute));
  sheet.addRow([536365, '85123A', ' WHITE HEART ', 6, date(26), 2.55, 17850, 'United Kingdom']);
  sheet.addRow(['C536366', 20713, 20713, -1, date(27), 0.001, null, 'EIRE']);
  sheet.getColumn(5).numFmt = 'm/d/yy h:mm';
  return new Uint8Array(await book.xlsx.writeBuffer());
}

/** Online Retail with other bytes: three lines, served from `url`. */
function retail(url: string, sha = sha256(CANONICAL)): PublicData {
  const [file] = ONLINE_RETAIL.files;
  const [download] = ONLINE_RETAIL.downloads;
  return {
    ...ONLINE_RETAIL,
    files: [{ path: file!.path, spell: file!.spell!, bytes: CANONICAL.length, sha256: sha }],
    downloads: [{ ...download!, url }],
  };
}

let root: string;
let server: Server;
let address: string;
let answer: (response: ServerResponse, path: string) => void;

beforeAll(async () => {
  server = createServer((request, response) => answer(response, request.url ?? ''));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'shoplab-fetch-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const serve = (bytes: Uint8Array): void => {
  answer = (response) => response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
};
const placed = (data: PublicData): Promise<string> => readFile(join(root, data.files[0]!.path), 'utf8');
const nothingLeft = async (): Promise<void> => expect(await readdir(root)).toEqual([]);

describe('fetch from an address', () => {
  it('downloads, unpacks, converts the workbook, checks and places the canonical file', async () => {
    serve(zipSync({ 'Online Retail.xlsx': await workbook() }));
    const data = retail(`${address}/online+retail.zip`);
    const stages = new Set<string>();
    const fetched = await fetchPublicData(data, { root, onProgress: (stage) => stages.add(stage) });
    expect(fetched.files).toEqual([join(root, 'online-retail/online-retail.csv')]);
    expect(await placed(data)).toBe(CANONICAL);
    expect(await readdir(root)).toEqual(['online-retail']);
    expect([...stages]).toEqual([
      `downloading ${address}/online+retail.zip`,
      'checking online-retail/online-retail.csv',
    ]);
    expect(await checkPublicData(data, root)).toMatchObject({ ok: true, files: [{ state: 'canonical' }] });
  });

  it('takes several entries of an archive, and its checksum', async () => {
    const texts = { 'u.data': '1\t1\t3\t5\n', 'u.item': 'x', 'u.user': 'y' };
    const zip = zipSync(
      Object.fromEntries(Object.entries(texts).map(([name, text]) => [`ml-100k/${name}`, strToU8(text)])),
    );
    const data: PublicData = {
      ...MOVIELENS_100K,
      files: Object.entries(texts).map(([name, text]) => ({
        path: `ml-100k/${name}`,
        bytes: text.length,
        sha256: sha256(text),
      })),
      downloads: [
        {
          ...MOVIELENS_100K.downloads[0]!,
          url: `${address}/ml-100k.zip`,
          checksum: { algorithm: 'md5', hex: md5(zip) },
        },
      ],
    };
    serve(zip);
    await fetchPublicData(data, { root });
    expect((await readdir(join(root, 'ml-100k'))).sort()).toEqual(['u.data', 'u.item', 'u.user']);

    await rm(join(root, 'ml-100k'), { recursive: true });
    serve(zipSync({ 'ml-100k/u.data': strToU8('other') }));
    await expect(fetchPublicData(data, { root })).rejects.toThrow(`expected ${md5(zip)}`);
    await nothingLeft();
  });

  it('takes several downloads, each by itself, from another address too', async () => {
    const json = { '/m/train_data.json': '[[2, 1], [0]]', '/m/test_data.json': '[[0], [2]]' };
    const lines = { train: '0 1 2\n1 0\n', test: '0 0\n1 2\n' };
    answer = (response, path) => response.end(json[path as keyof typeof json]);
    const data: PublicData = {
      ...MOVIELENS_1M_M1,
      files: MOVIELENS_1M_M1.files.map((file) => ({
        ...file,
        sha256: sha256(lines[file.path.includes('train') ? 'train' : 'test']),
      })),
      downloads: MOVIELENS_1M_M1.downloads.map(({ url, maxBytes, entries }) => ({ url, maxBytes, entries })),
    };
    await fetchPublicData(data, { root, url: `${address}/m` });
    expect(await placed(data)).toBe(lines.train);
    const dataset = await data.load(root);
    expect([...dataset.part!]).toEqual([0, 0, 1, 0, 1]);
  });

  it('removes what killed fetches of any data left, and nothing of those that still run', async () => {
    const data = retail(`${address}/x.zip`);
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const living = `.fetch-gowalla-${ownSuffix()}`;
    const left = living.replace(`-${process.pid}-`, `-${dead}-`);
    for (const name of [living, left, '.fetch-mine']) await mkdir(join(root, name));
    serve(zipSync({ 'Online Retail.xlsx': await workbook() }));
    await fetchPublicData(data, { root });
    expect((await readdir(root)).sort()).toEqual(['.fetch-mine', living, 'online-retail'].sort());
  });

  it('replaces a file that is there only when the new one is whole and right', async () => {
    const data = retail(`${address}/x.zip`);
    await mkdir(join(root, 'online-retail'));
    await writeFile(join(root, 'online-retail/online-retail.csv'), 'before');
    serve(zipSync({ 'Online Retail.xlsx': strToU8('no workbook') }));
    await expect(fetchPublicData(data, { root })).rejects.toThrow();
    expect(await placed(data)).toBe('before');
    serve(zipSync({ 'Online Retail.xlsx': await workbook() }));
    await fetchPublicData(data, { root });
    expect(await placed(data)).toBe(CANONICAL);
  });

  it('refuses other content: nothing is placed, nothing left', async () => {
    serve(zipSync({ 'Online Retail.xlsx': await workbook() }));
    const data = retail(`${address}/x.zip`, 'f'.repeat(64));
    await expect(fetchPublicData(data, { root })).rejects.toThrow(
      new RegExp(`${sha256(CANONICAL)} in canonical spelling; expected .* f{64}; nothing was placed`),
    );
    await nothingLeft();
  });

  it('leaves nothing of a download that breaks off, and says how to place the file by hand', async () => {
    answer = (response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('only this');
      setTimeout(() => response.destroy(), 20);
    };
    const data = retail(`${address}/x.zip`);
    const failure = await fetchPublicData(data, { root }).catch((error: Error) => error.message);
    expect(failure).toContain(`data: online-retail: ${address}/x.zip: broken off`);
    expect(failure).toContain('then run: shoplab data fetch online-retail --from FILE');
    expect(failure).toContain(`or place: ${root}/online-retail/online-retail.csv`);
    await nothingLeft();
  });

  it('leaves nothing of a download that is called off', async () => {
    answer = (response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('only this');
    };
    const stop = new AbortController();
    const fetching = fetchPublicData(retail(`${address}/x.zip`), {
      root,
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('called off')),
    });
    await expect(fetching).rejects.toThrow('called off');
    await nothingLeft();
  });

  it('says so when nobody answers, or the server refuses', async () => {
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    await expect(fetchPublicData(retail(`http://127.0.0.1:${port}/x.zip`), { root })).rejects.toThrow(
      /no answer: .*ECONNREFUSED[\s\S]*by hand: download/,
    );
    answer = (response) => response.writeHead(404).end();
    await expect(fetchPublicData(retail(`${address}/x.zip`), { root })).rejects.toThrow(
      'the server answers 404',
    );
    await nothingLeft();
  });

  it('stops at the size limit, whether the server tells the size or not', async () => {
    const data = retail(`${address}/x.zip`);
    const small = { ...data, downloads: [{ ...data.downloads[0]!, maxBytes: 1000 }] };
    serve(new Uint8Array(2000));
    await expect(fetchPublicData(small, { root })).rejects.toThrow('2000 bytes; at most 1000 are downloaded');
    answer = (response) => {
      response.writeHead(200);
      for (let i = 0; i < 20; i++) response.write(new Uint8Array(100));
      response.end();
    };
    await expect(fetchPublicData(small, { root })).rejects.toThrow('at most 1000 are downloaded');
    await nothingLeft();
  });

  it('refuses an archive with a path that climbs out, though the wanted entry is good', async () => {
    serve(zipSync({ 'Online Retail.xlsx': await workbook(), '../../evil.txt': strToU8('evil') }));
    await expect(fetchPublicData(retail(`${address}/x.zip`), { root })).rejects.toThrow(
      "entry '../../evil.txt' points outside the archive",
    );
    await nothingLeft();
  });
});

describe('fetch from a local file', () => {
  let local: string;
  beforeEach(async () => {
    local = await mkdtemp(join(tmpdir(), 'shoplab-local-'));
  });
  afterEach(() => rm(local, { recursive: true, force: true }));
  const from = async (name: string, content: string | Uint8Array): Promise<string> => {
    await writeFile(join(local, name), content);
    return join(local, name);
  };
  const data = retail('http://127.0.0.1:1/never');

  it('takes the archive, the workbook, the CSV in any spelling, or their folder', async () => {
    const other = `${CANONICAL.replaceAll(',', ';')
      .replaceAll(/2010-12-01 (\d)(\d):(\d\d):00/g, '12/1/2010 $2:$3')
      .replace('17850', '17850.0')}`;
    const forms = [
      await from('any.zip', zipSync({ 'x/Online Retail.xlsx': await workbook() })),
      await from('any.xlsx', await workbook()),
      await from('any.csv', CANONICAL),
      await from('other.csv', other),
    ];
    await from('ONLINE-RETAIL.CSV', CANONICAL);
    for (const form of [...forms, local]) {
      await fetchPublicData(data, { root, from: form });
      expect(await placed(data), form).toBe(CANONICAL);
      await rm(join(root, 'online-retail'), { recursive: true });
    }
  });

  it('refuses a damaged file, by line, and another content', async () => {
    const damaged = await from('damaged.csv', CANONICAL.replace(',6,', ',six,'));
    await expect(fetchPublicData(data, { root, from: damaged })).rejects.toThrow(
      `${damaged}:2 Quantity: "six"`,
    );
    const another = await from('another.csv', CANONICAL.replace(',6,', ',7,'));
    await expect(fetchPublicData(data, { root, from: another })).rejects.toThrow('nothing was placed');
    await nothingLeft();
  });

  it('refuses a workbook that unpacks to more than 1 GiB, before unpacking it', async () => {
    const bomb = (await workbook()).slice();
    const view = new DataView(bomb.buffer);
    for (let at = 0; at + 46 < bomb.length; at++) {
      // Uncompressed size in a record of the central directory.
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 0x7fffffff, true);
    }
    const file = await from('bomb.xlsx', bomb);
    await expect(fetchPublicData(data, { root, from: file })).rejects.toThrow(
      /bomb\.xlsx: unpacks to \d+ bytes/,
    );
    await nothingLeft();
  });

  it('refuses a workbook without the columns', async () => {
    const book = new ExcelJS.Workbook();
    book.addWorksheet('one').addRow(['InvoiceNo', 'StockCode']);
    const file = await from('x.xlsx', new Uint8Array(await book.xlsx.writeBuffer()));
    await expect(fetchPublicData(data, { root, from: file })).rejects.toThrow(
      `${file}:1 no column Description`,
    );
  });

  it('asks for a folder where a data set has several files', async () => {
    const train = await from('train.txt', '0 1\n');
    await expect(fetchPublicData(GOWALLA, { root, from: train })).rejects.toThrow(
      'gowalla has 2 files; give the archive or a folder that holds train.txt, test.txt',
    );
    await expect(fetchPublicData(GOWALLA, { root, from: local })).rejects.toThrow(
      `gowalla: no test.txt in ${local}`,
    );
    await expect(fetchPublicData(GOWALLA, { root, from: join(local, 'nowhere') })).rejects.toThrow(
      ConfigError,
    );
    await nothingLeft();
  });
});

describe('data that is not there', () => {
  it.each(Object.entries(DATA))(
    '%s: one message with the address, the checksum, the place and the command',
    async (name, data) => {
      const failure = await loadData(name, { root }).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(ConfigError);
      const { faults } = failure as ConfigError;
      expect(faults.length).toBe(1);
      expect(faults[0]).toContain(`no file ${root}/${data.files[0]!.path}`);
      expect(faults[0]).toContain(`shoplab data fetch ${name}`);
      for (const { url } of data.downloads) expect(faults[0]).toContain(url);
      for (const { path, sha256: sha } of data.files)
        expect(faults[0]).toContain(`${root}/${path} (sha256 ${sha}`);
      const { ok, files } = await checkData(name, { root });
      expect(ok).toBe(false);
      expect(files).toEqual(data.files.map(({ path }) => ({ path, state: 'missing' })));
    },
  );

  it('refuses a name it does not know, with the nearest', async () => {
    await expect(loadData('online-retial')).rejects.toThrow(
      "data: no data set 'online-retial'; did you mean 'online-retail'?",
    );
    await expect(fetchData('constructor', { root })).rejects.toThrow(ConfigError);
  });

  it('looks under SHOPLAB_DATA, else ./datasets/data', () => {
    const before = process.env['SHOPLAB_DATA'];
    try {
      process.env['SHOPLAB_DATA'] = '/some/where';
      expect(dataRoot()).toBe('/some/where');
      delete process.env['SHOPLAB_DATA'];
      expect(dataRoot()).toBe(join(process.cwd(), 'datasets/data'));
    } finally {
      if (before !== undefined) process.env['SHOPLAB_DATA'] = before;
    }
  });
});

describe('checkData', () => {
  it('tells canonical, other spelling, other content and damage apart', async () => {
    const data = retail('http://127.0.0.1:1/never');
    await mkdir(join(root, 'online-retail'));
    const state = async (content: string) => {
      await writeFile(join(root, 'online-retail/online-retail.csv'), content);
      const { ok, files } = await checkPublicData(data, root);
      return [ok, files[0]!.state, files[0]!.sha256 === sha256(content)];
    };
    expect(await state(CANONICAL)).toEqual([true, 'canonical', true]);
    expect(await state(CANONICAL.replace('17850', '17850.0'))).toEqual([true, 'other spelling', true]);
    expect(await state(CANONICAL.replace('2.55', '2.56'))).toEqual([false, 'other content', true]);
    expect(await state(CANONICAL.replace('2.55', 'free'))).toEqual([false, 'damaged', true]);
    const known = {
      ...data,
      files: [{ ...data.files[0]!, alsoKnown: [sha256(CANONICAL.replace('17850', '17850.0'))] }],
    };
    await writeFile(join(root, 'online-retail/online-retail.csv'), CANONICAL.replace('17850', '17850.0'));
    expect((await checkPublicData(known, root)).files[0]!.state).toBe('known spelling');
  });
});

const shared = process.env['SHOPLAB_DATA'];

describe.skipIf(!shared)('published files (need SHOPLAB_DATA/*)', () => {
  it.each(Object.keys(DATA))('%s is in place and sound', async (name) => {
    const { ok, files } = await checkData(name);
    expect(
      files.map(({ state }) => state),
      name,
    ).not.toContain('damaged');
    expect(ok).toBe(true);
  });

  it.each(['ml-100k', 'gowalla', 'movielens1m-m1'])(
    '%s is placed from its folder, and loads as the same data',
    async (name) => {
      await fetchData(name, { root, from: join(shared!, name) });
      expect((await checkData(name, { root })).files.every(({ state }) => state === 'canonical')).toBe(true);
      const [before, after] = [await loadData(name), await loadData(name, { root })];
      expect(after.provenance.digest).toBe(before.provenance.digest);
    },
  );
});
