import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileTogether } from '../page/filing.node.ts';
import { DRAWING_CODE, type DrawingOptions, drawMissing, putPictures } from './chart-pictures.node.ts';
import { openDrawer, remembering } from './drawer.node.ts';
import { createRenderer, type Picture } from './render.node.ts';

const barsOf = (name: string, values: readonly number[]): Picture => ({
  name,
  title: `Bars <of> ${name}`,
  alt: `${values.length} bars`,
  spec: JSON.stringify({
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: name,
    width: 200,
    data: { values: values.map((value, row) => ({ row, value })) },
    mark: 'bar',
    encoding: { x: { field: 'row', type: 'ordinal' }, y: { field: 'value', type: 'quantitative' } },
  }),
});
const PICTURES = Array.from({ length: 14 }, (_, i) => barsOf(`chart-${i}`, [i, 2 * i + 1, 7]));
const BROKEN: Picture = { ...barsOf('broken', [1]), spec: '{"data": {"values": []}, "mark": "blob"}' };

let root: string;
/** One for all tests that do not look at the threads themselves. */
const drawer = openDrawer(1);
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'shoplab-pictures-'));
});
afterAll(async () => {
  await drawer.close();
  await rm(root, { recursive: true, force: true });
});

const drawPictures = (place: string, pictures: readonly Picture[], options: DrawingOptions): Promise<void> =>
  fileTogether((filing) => putPictures(filing, place, pictures, options));

const folder = (): Promise<string> => mkdtemp(join(root, 'charts-'));
async function contents(place: string): Promise<Map<string, string>> {
  const names = (await readdir(place)).sort();
  return new Map(
    await Promise.all(
      names.map(async (name) => [name, await readFile(join(place, name), 'base64')] as const),
    ),
  );
}
const drawnAgain = async (place: string, pictures: readonly Picture[]): Promise<string[]> => {
  const told: string[] = [];
  await drawPictures(place, pictures, { drawer, onProgress: (_done, _total, name) => told.push(name) });
  return told.sort();
};

describe('pictures', () => {
  it('are the same bytes on one thread, on three, and in the thread that asks', async () => {
    const [one, three] = [await folder(), await folder()];
    for (const [place, threads] of [[one, 1] as const, [three, 3] as const]) {
      const own = openDrawer(threads);
      await drawPictures(place, PICTURES, { drawer: own });
      await own.close();
    }
    const files = await contents(one);
    expect(await contents(three)).toEqual(files);
    expect(files.size).toBe(2 * PICTURES.length + 1);
    const renderer = await createRenderer((warning) => expect.fail(warning));
    for (const picture of PICTURES) {
      const svg = await renderer.svg(picture);
      expect(Buffer.from(files.get(`${picture.name}.svg`)!, 'base64').toString()).toBe(svg);
      expect(files.get(`${picture.name}.png`)).toBe(Buffer.from(renderer.png(svg)).toString('base64'));
    }
  });

  it('are drawn once, and again where a spec, a title or a file is another', async () => {
    const place = await folder();
    const [first, second, third, fourth] = PICTURES as [Picture, Picture, Picture, Picture];
    const pictures = [first, second, third, fourth];
    expect(await drawnAgain(place, pictures)).toHaveLength(4);
    const before = await contents(place);
    const { mtimeMs } = await stat(join(place, `${first.name}.png`));
    expect(await drawnAgain(place, pictures)).toEqual([]);
    expect((await stat(join(place, `${first.name}.png`))).mtimeMs).toBe(mtimeMs);

    await writeFile(join(place, `${second.name}.svg`), '<svg/>');
    await rm(join(place, `${third.name}.png`));
    expect(await drawnAgain(place, pictures)).toEqual([second.name, third.name]);
    expect(await contents(place)).toEqual(before);

    const named = { ...fourth, title: 'Another finding' };
    expect(await drawnAgain(place, [first, second, third, named])).toEqual([fourth.name]);
    expect(await readFile(join(place, `${fourth.name}.svg`), 'utf8')).toContain('<title>Another finding');
    const more = barsOf(first.name, [1, 1, 1]);
    expect(await drawnAgain(place, [more, second, third, named])).toEqual([first.name]);
  });

  it('are all drawn where what is remembered of them is damaged, or of other libraries', async () => {
    const place = await folder();
    const pictures = PICTURES.slice(0, 2);
    await drawPictures(place, pictures, { drawer });
    const before = await contents(place);
    const remembered = JSON.parse(await readFile(join(place, 'drawn.json'), 'utf8')) as { by: string };
    const others = { ...remembered, by: 'others' };
    for (const text of ['not JSON', '{"schema":"shoplab.drawn/9"}', JSON.stringify(others)]) {
      await writeFile(join(place, 'drawn.json'), text);
      expect(await drawnAgain(place, pictures)).toEqual(['chart-0', 'chart-1']);
      expect(await contents(place)).toEqual(before);
    }
  });

  it('drawn ahead are at hand for those that come after, and nothing is written of them before', async () => {
    const place = await folder();
    const asked: string[] = [];
    const own = remembering({
      ...drawer,
      draw(picture) {
        asked.push(picture.name);
        return drawer.draw(picture);
      },
    });
    await drawPictures(place, PICTURES.slice(0, 2), { drawer });
    const before = await contents(place);
    await drawMissing(place, PICTURES.slice(1, 4), { drawer: own });
    expect(await contents(place)).toEqual(before);
    expect(asked).toEqual(['chart-2', 'chart-3']);
    const again = barsOf('chart-3', [9, 9, 9]);
    await drawPictures(place, [...PICTURES.slice(0, 3), again], { drawer: own });
    expect(asked).toEqual(['chart-2', 'chart-3', 'chart-3']);
    const [direct] = [await drawer.draw(again)];
    expect(await readFile(join(place, 'chart-3.svg'), 'utf8')).toBe(direct.svg);
    expect(await drawnAgain(place, [...PICTURES.slice(0, 3), again])).toEqual([]);
    await drawPictures(place, PICTURES.slice(0, 1), { drawer });
    expect(await drawnAgain(place, PICTURES.slice(0, 2))).toEqual(['chart-1']);
  });

  it('that cannot be drawn are told by name, and then none is there', async () => {
    const place = await folder();
    await expect(drawPictures(place, [...PICTURES, BROKEN], {})).rejects.toThrow(
      /^report: chart 'broken' cannot be drawn: \S/,
    );
    expect(await readdir(place)).toEqual([]);
    await expect(drawer.draw(BROKEN)).rejects.toThrow("chart 'broken'");
    expect((await drawer.draw(PICTURES[0]!)).svg).toContain('<desc>3 bars</desc>');
  });

  it('stop at once when interrupted, with its reason, and leave nothing', async () => {
    const place = await folder();
    const controller = new AbortController();
    const reason = new Error('interrupted');
    const onProgress = (): void => controller.abort(reason);
    const drawing = drawPictures(place, PICTURES, { signal: controller.signal, onProgress });
    await expect(drawing).rejects.toBe(reason);
    expect(await readdir(place)).toEqual([]);
    await expect(drawPictures(place, PICTURES, { signal: controller.signal })).rejects.toBe(reason);
  });

  it('that wait when a drawer is closed are refused, and so are later ones', async () => {
    const own = openDrawer(1);
    const waiting = Promise.allSettled(PICTURES.map((picture) => own.draw(picture)));
    await own.close();
    const refused = (await waiting).filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    await expect(own.draw(PICTURES[0]!)).rejects.toThrow(
      "report: chart 'chart-0' cannot be drawn: the drawer is closed",
    );
  });
});

describe('the code that a picture is remembered by', () => {
  it('is all that a drawing thread imports of this project', async () => {
    const found = new Set<string>();
    const follow = async (name: string): Promise<void> => {
      if (found.has(name)) return;
      found.add(name);
      const text = await readFile(new URL(`../${name}.ts`, import.meta.url), 'utf8');
      // Types are gone once it is compiled.
      const imports = text.matchAll(/^import (?!type )[^;]*? from '(\.[^']+)\.ts';/gm);
      for (const [, file] of imports) await follow(join(dirname(name), file!));
    };
    await follow('pictures/picture-worker.node');
    expect([...DRAWING_CODE].sort()).toEqual([...found].sort());
  });

  it('draws names that every object has: charts that group by them are as with any others', async () => {
    const grouped = (names: readonly string[]): Picture => ({
      ...barsOf('grouped', []),
      spec: JSON.stringify({
        $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
        width: 200,
        data: { values: names.flatMap((label) => [1, 2].map((n) => ({ label, group: label, n }))) },
        mark: 'point',
        encoding: {
          x: { field: 'n', type: 'quantitative' },
          y: { field: 'group', type: 'nominal' },
          yOffset: { field: 'label', scale: { domain: names } },
          color: { field: 'label', scale: { domain: names } },
          shape: { field: 'label', scale: { domain: names } },
        },
      }),
    });
    const { svg } = await createRenderer((message) => expect.fail(message));
    const names = Object.getOwnPropertyNames(Object.prototype);
    const [taken, free] = [await svg(grouped(names)), await svg(grouped(names.map((_, i) => `name ${i}`)))];
    const points = (text: string): number => text.match(/aria-roledescription="point"/g)?.length ?? 0;
    expect([points(taken), points(free)]).toEqual([2 * names.length, 2 * names.length]);
    for (const name of names) expect(taken).toContain(name);
  });
});
