/** A report takes the place of an earlier one when all of it is written, or not at all, and of nobody else's. */

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDrawer } from '../pictures/drawer.node.ts';
import { markdownOf } from '../study/markdown.ts';
import { writeReport } from '../study/site.node.ts';
import { studyFixture, writeFixture } from '../study/study-records.fixture.ts';
import { studyView } from '../study/study-view.ts';
import { fileTogether } from './filing.node.ts';
import { isOwnMarkdown, markedMarkdown } from './own-markdown.ts';

let root = '';
const drawer = openDrawer();
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'shoplab-report-folder-'));
});
afterAll(async () => {
  await drawer.close();
  await rm(root, { recursive: true, force: true });
});

async function contents(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return new Map(
    await Promise.all(files.sort().map(async (file) => [file, await readFile(file, 'base64')] as const)),
  );
}

const folder = (): Promise<string> => mkdtemp(join(root, 'place-'));

describe('files that are filed together', () => {
  it('stand in their order when all are written, and only then is what is old removed', async () => {
    const place = await folder();
    await writeFile(join(place, 'a'), 'old');
    let names: string[] = [];
    const told = await fileTogether(async (filing) => {
      filing.after(async () => {
        names = await readdir(place);
      });
      await filing.put(join(place, 'a'), 'new');
      await filing.put(join(place, 'b'), new Uint8Array([98]));
      expect(await readFile(join(place, 'a'), 'utf8')).toBe('old');
      return 'done';
    });
    expect(told).toBe('done');
    expect(names.sort()).toEqual(['a', 'b']);
    expect(await readFile(join(place, 'a'), 'utf8')).toBe('new');
    expect(await readFile(join(place, 'b'), 'utf8')).toBe('b');
  });

  it('leave nothing where the work fails, also of what was still being written', async () => {
    const place = await folder();
    await writeFile(join(place, 'a'), 'old');
    const late: Promise<void>[] = [];
    let put: ((file: string, content: string) => Promise<void>) | undefined;
    const failing = fileTogether(async (filing) => {
      filing.after(() => expect.fail('nothing is removed'));
      put = filing.put;
      await filing.put(join(place, 'a'), 'new');
      late.push(filing.put(join(place, 'b'), 'x'.repeat(2 ** 22)));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await Promise.all(late);
    await expect(put!(join(place, 'c'), 'late')).rejects.toThrow(/place-.*c comes after/);
    expect([...(await contents(place)).keys()]).toEqual([join(place, 'a')]);
    expect(await readFile(join(place, 'a'), 'utf8')).toBe('old');
  });

  it('are told by name and reason where one cannot stand there, and then none does', async () => {
    const place = await folder();
    await mkdir(join(place, 'taken', 'in'), { recursive: true });
    const both = fileTogether(async (filing) => {
      await filing.put(join(place, 'free'), 'x');
      await filing.put(join(place, 'taken'), 'x');
    });
    await expect(both).rejects.toThrow(`report: ${place}/taken cannot be written: a folder stands there`);
    const nowhere = fileTogether((filing) => filing.put(join(place, 'none', 'file'), 'x'));
    await expect(nowhere).rejects.toThrow(/none\/file cannot be written: no such file or directory$/);
    expect(await readdir(place)).toEqual(['taken']);
  });
});

const FIRST = studyFixture({ labels: ['popularity', 'als'], seeds: 1, modes: ['exclude'] });
const OTHER = studyFixture({ labels: ['popularity', 'random', 'als'], seeds: 1, modes: ['exclude'] });

/** A study with the report of its first records, whose records are others by now. */
async function changedStudy(): Promise<string> {
  const study = await folder();
  await writeFixture(study, FIRST);
  await writeReport(study, { drawer });
  await rm(join(study, 'runs'), { recursive: true });
  await writeFixture(study, OTHER);
  return study;
}

describe('a report that is written over an earlier one', () => {
  it('leaves the earlier one whole while it is drawn, and when it is interrupted', async () => {
    const study = await changedStudy();
    const before = await contents(join(study, 'report'));
    const controller = new AbortController();
    const reason = new Error('interrupted');
    let drawn = 0;
    const stopped = writeReport(study, {
      signal: controller.signal,
      onProgress: () => ++drawn === 5 && controller.abort(reason),
    });
    await expect(stopped).rejects.toBe(reason);
    expect(drawn).toBeGreaterThanOrEqual(5);
    expect(await contents(join(study, 'report'))).toEqual(before);
  });

  it('leaves it whole where a page or a summary of others is in the way, which it names', async () => {
    const study = await changedStudy();
    const report = join(study, 'report');
    for (const name of ['summary.md', 'accuracy.html']) {
      const own = await readFile(join(report, name));
      await writeFile(join(report, name), '# What I think\n\nRun shoplab again.\n');
      const before = await contents(report);
      await expect(writeReport(study, { drawer })).rejects.toThrow(
        `report: ${join(report, name)} was not written by shoplab`,
      );
      expect(await contents(report)).toEqual(before);
      await writeFile(join(report, name), own);
    }
    await writeReport(study, { drawer });
    expect(await readFile(join(report, 'summary.md'), 'utf8')).toContain('random');
  });
});

describe('a summary', () => {
  it('is known as one of ours by its mark, and one of before by the command that ends it', () => {
    const markdown = markdownOf(studyView(FIRST));
    expect(isOwnMarkdown(markedMarkdown(markdown))).toBe(true);
    expect(isOwnMarkdown(markdown)).toBe(true);
    expect(isOwnMarkdown('# Loops\n\n- als wins\n\n`npx shoplab run loops`\n')).toBe(true);
    expect(isOwnMarkdown('# Mine\n\nI ran `npx shoplab run mine` twice.\n')).toBe(false);
    expect(isOwnMarkdown('')).toBe(false);
  });
});
