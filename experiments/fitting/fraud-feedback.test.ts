import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_CLASS } from '../../datasets/examples.ts';
import { BUSY_FRAUD } from '../../simulator/fraud/busy-fraud.ts';
import { loadStudy } from '../study/load-study.node.ts';
import { loadStudyData } from '../study/study-data.node.ts';
import { feedbackFromFrauds, type StudyData } from './fraud-feedback.ts';
import { prepare } from './prepare.ts';
import { trainingData } from './training-data.ts';

let folder = '';
let data: StudyData;
const studyText = (scenario: string) =>
  [
    'name: frauds',
    'title: frauds',
    `data: { scenario: ${scenario} }`,
    'feedback: { source: frauds, of: payments }',
    'split: { name: global-time, params: { fraction: 0.7 } }',
    'algorithms: [{ name: class-prior }]',
    'metrics: { names: [averagePrecision] }',
  ].join('\n');
const load = async (scenario: string) => {
  writeFileSync(join(folder, 'study.yaml'), studyText(scenario));
  return loadStudy(join(folder, 'study.yaml'));
};
const options = () => ({ out: folder, threads: 1, signal: new AbortController().signal, onStage: () => {} });
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shoplab-frauds-'));
  const fraud = JSON.stringify(BUSY_FRAUD);
  writeFileSync(
    join(folder, 'busy.yaml'),
    `extends: tiny\ntitle: busy\ndays: 10\ntruth: actions\nfraud: ${fraud}\n`,
  );
  data = await loadStudyData(await load('busy.yaml'), options());
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('studies of fraud', () => {
  it('have a row for each payment, with the truth to measure by and the money at stake', () => {
    const { payments } = data.log.fraud!;
    const feedback = feedbackFromFrauds(data, data.fraudTruth, { source: 'frauds', of: 'payments' });
    expect(feedback.length).toBe(payments.length);
    expect([...feedback.shopper]).toEqual([...payments.shopper]);
    expect([...feedback.value]).toEqual([...Float32Array.from(payments.amount)]);
    const guilty = feedback.relevant.reduce((sum, one) => sum + one, 0);
    expect(guilty).toBeGreaterThan(50);
    expect(guilty).toBeLessThan(payments.length);
  });

  it('leave visits of nobody known to nobody', () => {
    const feedback = feedbackFromFrauds(data, data.fraudTruth, { source: 'frauds', of: 'sessions' });
    expect(feedback.shoppers).toBe(data.shoppers.length + 1);
    expect(feedback.shopper.every((shopper) => shopper <= data.shoppers.length)).toBe(true);
    expect(feedback.shopper.includes(data.shoppers.length)).toBe(true);
  });

  it('tell a fit only what was known of fraud at its cut, and nothing of it to recommenders', async () => {
    const study = (await load('busy.yaml')).study;
    const prepared = prepare(study, data);
    const fold = prepared.folds[0]![0]!;
    const { examples, asOf } = trainingData(prepared, fold);
    const { known, label } = examples!.all;
    let [unknown, late] = [0, 0];
    examples!.rows.forEach((row, i) => {
      const isKnown = known!.label[row] !== NO_CLASS && known!.time[row]! < asOf;
      expect(examples!.label[i]).toBe(isKnown ? known!.label[row] : NO_CLASS);
      if (!isKnown) unknown++;
      if (known!.label[row] !== NO_CLASS && known!.time[row]! >= asOf) late++;
    });
    expect(unknown).toBeGreaterThan(0);
    expect(late).toBeGreaterThan(0);
    expect(label.length).toBe(data.log.fraud!.payments.length);
    expect(JSON.stringify(prepared.data)).not.toContain('fraudTruth');
  });

  it('need a scenario with fraud', async () => {
    await expect(loadStudyData(await load('tiny'), options())).rejects.toThrow('tiny tells of no fraud');
  });
});
