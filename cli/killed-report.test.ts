/** A report that is killed while it is drawn leaves the earlier one, pages and charts of the same records; the next sweeps up and is whole. */

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FixtureOptions, studyFixture, writeFixture } from '../reports/study/study-records.fixture.ts';
import { shoplab } from './spawn-cli.fixture.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shoplab-killed-report-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function contents(place: string): Map<string, string> {
  const entries = readdirSync(place, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map((file) => [file.slice(place.length), readFileSync(file, 'base64')]),
  );
}
const isHalfWritten = (name: string): boolean => /\.tmp-/.test(name);
const placed = (files: Map<string, string>): [string, string][] =>
  [...files].filter(([name]) => !isHalfWritten(name));

const FIRST: FixtureOptions = { labels: ['popularity', 'als'], seeds: 1, modes: ['exclude'] };
const OTHER: FixtureOptions = { labels: ['popularity', 'random', 'als'], seeds: 1, modes: ['exclude'] };

async function reported(study: string): Promise<void> {
  const { status, stderr } = await shoplab(['report', study, '--quiet']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
}

it('killed while it is drawn, an earlier report stands as it was; run again, it is as if never killed', async () => {
  const [study, fresh] = [join(folder, 'study'), join(folder, 'fresh', 'study')];
  await writeFixture(study, studyFixture(FIRST));
  await reported(study);
  const before = contents(join(study, 'report'));
  expect([...before.keys()].filter(isHalfWritten)).toEqual([]);
  rmSync(join(study, 'runs'), { recursive: true });
  await writeFixture(study, studyFixture(OTHER));
  cpSync(study, fresh, { recursive: true });
  await reported(fresh);
  const after = contents(join(fresh, 'report'));
  expect(placed(after)).not.toEqual(placed(before));

  const charts = join(study, 'report', 'charts');
  const begun = (): number => readdirSync(charts).filter(isHalfWritten).length;
  for (const least of [1, 12]) {
    let kill: ((signal: NodeJS.Signals) => void) | undefined;
    let ended = false;
    const running = shoplab(['report', study, '--quiet'], {
      onStart: (send) => {
        kill = send;
      },
    }).finally(() => {
      ended = true;
    });
    const left = begun();
    while (!ended && begun() < left + least) await wait(2);
    kill!('SIGKILL');
    expect((await running).signal).toBe('SIGKILL');
    const now = contents(join(study, 'report'));
    expect([...now.keys()].some(isHalfWritten)).toBe(true);
    expect(placed(now)).toEqual(placed(before));
  }
  await reported(study);
  expect(contents(join(study, 'report'))).toEqual(after);
});
