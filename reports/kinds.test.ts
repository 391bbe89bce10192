import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { keptKindFile, readKindRecord } from '../experiments/kinds/run-kind.node.ts';
import { kindReport } from './kinds.ts';
import type { TruthRecord } from './off-policy/offline-truth.ts';
import { writeSectionedReport } from './page/sections.node.ts';
import { LIGHT } from './theme.ts';

const ROOT = fileURLToPath(new URL('../results/', import.meta.url));
const kept = async (): Promise<TruthRecord> =>
  (await readKindRecord(keptKindFile(ROOT, 'offline-truth', 'smoke'))) as unknown as TruthRecord;

describe('the page of offline evaluation against the truth', () => {
  it('counts what its record holds', async () => {
    const record = await kept();
    const [bias, errors, picks] = kindReport(record as never, LIGHT).sections;
    const scores = record.result.estimators.flatMap(({ targets }) =>
      targets.flatMap(({ estimates, theory }) =>
        (['ips', 'snips', 'dr'] as const).map((name) => {
          const { value, standardError } = estimates[name].at(-1)!;
          return Math.abs(value - theory.truth) / standardError;
        }),
      ),
    );
    const within = scores.filter((score) => score <= 2).length;
    expect(bias!.words[1]).toContain(
      `At 20,000 visits ${within} of ${scores.length} estimates by ips, snips, dr lie within`,
    );
    expect(errors!.words[0]).toContain(`of ${scores.length} single exponents lie within .05 of`);
    expect(picks!.words[0]).toBe('3 recommenders: chance alone would pick the best in 33 % of worlds.');
    expect(picks!.words.join(' ')).toContain('Off-policy estimates are refused: the log is deterministic.');
    const names = [bias, errors, picks].flatMap((section) => section!.charts.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
  });

  it('is written as a page, pictures and a summary, the same twice', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'shoplab-kind-page-'));
    try {
      const record = (await kept()) as never;
      const write = () => writeSectionedReport(folder, (theme) => kindReport(record, theme));
      const { html, markdown, charts } = await write();
      const [page, summary] = await Promise.all([html, markdown].map((file) => readFile(file, 'utf8')));
      expect(page).toContain('<h2>Who would have been picked</h2>');
      expect(summary).toMatch(/^# Offline evaluation against the truth\n/);
      expect(charts.length).toBeGreaterThan(4);
      await write();
      expect(await readFile(html, 'utf8')).toBe(page);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('is refused for a kind that has none', () => {
    expect(() => kindReport({ inputs: { kind: 'x' } } as never, LIGHT)).toThrow(
      "no page for studies of kind 'x'",
    );
  });
});
