/** Short forms of studies of other kinds, run again and compared; and what their kept records have to show. */

import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { logLogSlope } from '../../numerics/log-slope.ts';
import type { OfflineTruthResult } from '../off-policy/truth/offline-truth.ts';
import { kindId } from './kind.ts';
import { keptKindFile, loadKind, readKindRecord, runKind } from './run-kind.node.ts';

const ROOT = fileURLToPath(new URL('../../results/', import.meta.url));
const kept = readdirSync(ROOT).filter((name) => existsSync(keptKindFile(ROOT, name, 'smoke')));

it('something is kept', () => expect(kept.length).toBeGreaterThan(0));

for (const name of kept) {
  it(`the smoke part of ${name} leaves the result that is kept`, async () => {
    const filed = (await readKindRecord(keptKindFile(ROOT, name, 'smoke')))!;
    const out = await mkdtemp(join(tmpdir(), 'shoplab-kind-'));
    try {
      const signal = new AbortController().signal;
      const loaded = (await loadKind(name, true))!;
      const again = await runKind(loaded, {
        ...{ out, threads: 1, version: '0', command: '', signal },
        onStage: () => {},
      });
      expect(again.id).toBe(filed.id);
      expect(again.result).toEqual(filed.result);
      expect(again.resultDigest).toBe(filed.resultDigest);
    } finally {
      await rm(out, { recursive: true });
    }
  }, 120_000);

  // A study whose whole run is still due may have its smoke part alone.
  if (existsSync(keptKindFile(ROOT, name, 'whole')))
    it(`the whole record of ${name} is of the study as it is now`, async () => {
      const { kind, study } = (await loadKind(name))!;
      const filed = (await readKindRecord(keptKindFile(ROOT, name, 'whole')))!;
      const inputs = JSON.parse(JSON.stringify({ kind: kind.kind, version: kind.version, study }));
      expect(filed.id).toBe(kindId(inputs));
    });
}

const TRUTH = keptKindFile(ROOT, 'offline-truth', 'whole');
if (existsSync(TRUTH))
  describe('offline evaluation against the truth', () => {
    const record = async (): Promise<OfflineTruthResult> =>
      (await readKindRecord(TRUTH))!.result as OfflineTruthResult;
    const UNBIASED = ['ips', 'snips', 'dr'] as const;

    it('has estimates at a million visits whose errors are what their standard errors say', async () => {
      const scores = (await record()).estimators.flatMap(({ targets }) =>
        targets.flatMap(({ estimates, theory }) =>
          UNBIASED.map((name) => {
            const { n, value, standardError } = estimates[name].at(-1)!;
            expect(n).toBe(1_000_000);
            return (value - theory.truth) / standardError;
          }),
        ),
      );
      const within = scores.filter((score) => Math.abs(score) <= 2).length;
      expect(within / scores.length).toBeGreaterThan(0.9);
      // The bias: over worlds, targets and settings the mean is within 2 standard errors of none even if all of a log were one estimate.
      const logs = 12;
      const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
      expect(Math.abs(mean)).toBeLessThan(2 / Math.sqrt(logs));
    });

    it('has standard errors that fall with the root of the visits', async () => {
      const { estimators } = await record();
      for (const setting of new Set(estimators.map((one) => one.setting.name)))
        for (const name of UNBIASED) {
          const told = estimators
            .filter((one) => one.setting.name === setting)
            .flatMap(({ targets }) => targets)
            .map(({ estimates, theory }) => ({ sizes: estimates[name], truth: theory.truth }));
          const n = told[0]!.sizes.map((one) => one.n);
          // Root mean square over targets and worlds, as shares of the truth.
          const errors = n.map((_, at) =>
            Math.sqrt(
              told.reduce((sum, { sizes, truth }) => sum + (sizes[at]!.standardError / truth) ** 2, 0),
            ),
          );
          expect(Math.abs(logLogSlope(n, errors) + 0.5), `${setting}, ${name}`).toBeLessThan(0.05);
        }
    });

    it('has clipped weights below the truth, and slots by themselves off it as theory says', async () => {
      for (const { setting, targets } of (await record()).estimators)
        for (const { label, estimates, theory } of targets) {
          const of = (name: 'ips-clipped' | 'position') => estimates[name].at(-1)!;
          const at = `${setting.name}, ${label}`;
          // Where the log shows what the target shows, no weight is above the bound.
          if (setting.epsilon === 1) expect(theory.clipped, at).toBeLessThan(theory.truth);
          else expect(theory.clipped, at).toBeLessThan(theory.truth + 1e-9);
          expect(
            Math.abs(of('ips-clipped').value - theory.clipped) / of('ips-clipped').standardError,
            at,
          ).toBeLessThan(4);
          expect(
            Math.abs(of('position').value - theory.position) / of('position').standardError,
            at,
          ).toBeLessThan(4);
          if (setting.reward === 'any' && setting.slots > 1 && label !== 'random')
            expect(theory.position, at).toBeGreaterThan(theory.truth);
          else if (setting.reward === 'clicks') expect(theory.position, at).toBeCloseTo(theory.truth, 12);
        }
    });
  });
