import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile, type TopLevelSpec } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import { isSealedCalibration, sealCalibration } from '../../experiments/calibration/calibration-record.ts';
import {
  calibrationFolder,
  readCalibration,
  writeCalibration,
} from '../../experiments/calibration/calibration-store.node.ts';
import { writeSectionedReport } from '../page/sections.node.ts';
import { sectionedMarkdown } from '../page/sections.ts';
import { fileSpec } from '../specs/chart.ts';
import { HOSTILE } from '../study/study-records.fixture.ts';
import { LIGHT } from '../theme.ts';
import { RECORD } from './calibration-record.fixture.ts';
import { calibrationReport } from './page.ts';

describe('the page of a calibration', () => {
  it('tells what made it, which is no part of its digest', () => {
    const madeBy = { cpu: 'Test CPU', cores: 1, node: 'v20', shoplab: '0.1.0', commit: 'abc', dirty: false };
    const { digest, ...body } = RECORD;
    expect(sealCalibration({ ...body, madeBy }).digest).toBe(digest);
    expect(isSealedCalibration({ ...RECORD, madeBy })).toBe(true);
    expect(calibrationReport({ ...RECORD, madeBy }, LIGHT).foot).toEqual([
      ['shoplab', '0.1.0, commit abc, without changes'],
      ['Machine', 'Test CPU, 1 core, Node v20'],
      ['Seed', 'a'],
      ['Digest of the data', 'd'],
      ['Digest of the record', digest],
    ]);
    expect(calibrationReport(RECORD, LIGHT).foot!.slice(0, 2)).toEqual([
      ['shoplab', '0.1.0, commit not recorded'],
      ['Machine', 'not recorded'],
    ]);
  });

  const report = calibrationReport(RECORD, LIGHT);
  const charts = report.sections.flatMap((section) => section.charts);
  const named = (name: string) => charts.find((chart) => chart.name === name)!;

  it('says how near it came, before and after, on both parts', () => {
    // Lorenz .25 to .125, price 1 to .25, weekdays 1 to 0, regions (5 / 13 - 1 / 17 + 9 / 17 - 1 / 13 + 7 (1 / 13 - 1 / 17)) / 2 to 2 / 39.
    expect(report.sections[0]!.words).toEqual([
      'Fitted (days 0 to 9): the sum of 4 distances was 2.702 and is 0.426, 84 % nearer.',
      'Held out (days 0 to 9): the sum of 4 distances was 2.702 and is 0.426, 84 % nearer.',
      'Not compared: rating (the log has no ratings).',
    ]);
    expect(named('distances-fitted').title).toContain(
      'The sum of distances goes from 2.70 to 0.43 on the fitted part',
    );
    // Kolmogorov-Smirnov of 10 20 200 500 and 10 20 200 400: a quarter lies between the last two.
    expect(named('fitted-price').title).toBe('price: 0.250 from the real log, 1.000 before');
    expect(named('fitted-price').takeaway).toBe('Farthest apart at 400 or less: 75 % real, 100 % simulated.');
    expect(named('fitted-weekday').table.rows.slice(0, 3)).toEqual([
      ['real', 'Mon', 0.2],
      ['simulated', 'Mon', 0.2],
      ['before', 'Mon', 0],
    ]);
    expect(named('held-out-region').table.rows.length).toBe(3 * HOSTILE.length);
    expect(named('knobs').title).toBe('2 knobs were turned; at the edge of its range: price.median');
    expect(sectionedMarkdown(report)).toContain('84 % nearer');
  });

  it('compiles without a warning, and no name from outside becomes part of an expression', () => {
    const warnings: string[] = [];
    const note = (...parts: readonly unknown[]) => {
      warnings.push(parts.join(' '));
      return logger;
    };
    const logger = { level: () => logger, error: note, warn: note, info: () => logger, debug: () => logger };
    for (const chart of charts) {
      const { spec } = compile(fileSpec(chart, LIGHT) as unknown as TopLevelSpec, {
        logger: logger as never,
      });
      const codes = JSON.stringify(spec, (key, value: unknown) =>
        key === 'values' || key === 'domain' ? undefined : value,
      );
      expect(codes.match(/"(expr|signal|test|update)":"[^"]*(alert|HYPERLINK)/), chart.name).toBeNull();
      for (const text of [chart.title, chart.subtitle, chart.alt])
        expect(text).not.toMatch(/NaN|undefined|Infinity|^$/);
    }
    expect(warnings).toEqual([]);
    expect(new Set(charts.map(({ name }) => name)).size).toBe(charts.length);
  });

  it('is written from the record that was filed, with the same bytes, and a changed record is refused', async () => {
    const root = await mkdtemp(join(tmpdir(), 'shoplab-calibration-'));
    try {
      const folder = calibrationFolder(join(root, 'found.yaml'));
      expect(folder).toBe(join(root, 'found'));
      await writeCalibration(folder, RECORD);
      const read = (await readCalibration(folder))!;
      expect(read).toEqual(RECORD);
      const { html } = await writeSectionedReport(folder, (theme) => calibrationReport(read, theme));
      const first = await readFile(html, 'utf8');
      expect(first).not.toContain('<script>alert');
      await writeSectionedReport(folder, (theme) => calibrationReport(RECORD, theme));
      expect(await readFile(html, 'utf8')).toBe(first);
      const file = join(folder, 'calibration.json');
      await writeFile(file, JSON.stringify({ ...RECORD, seed: 'b' }));
      await expect(readCalibration(folder)).rejects.toThrow('does not match its digest');
      await writeFile(file, '{"schema":"other"}');
      await expect(readCalibration(folder)).rejects.toThrow('not a shoplab.calibration/1');
      expect(await readCalibration(join(root, 'nowhere'))).toBeNull();
    } finally {
      await rm(root, { recursive: true });
    }
  });
});
