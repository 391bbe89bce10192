/** What items are really worth to the shoppers of a simulated study: its world is moved on again to where folds cut it. */

import { stepWorld } from '../../simulator/rounds/stepped-world.ts';
import { type UtilityColumns, utilityColumns } from '../../simulator/world/utility-columns.ts';
import { truthRound } from '../fitting/prepare.ts';
import type { Prepared } from '../fitting/prepared.ts';
import { metricNamed } from '../metrics/plan.ts';
import type { LoadedStudy } from './load-study.node.ts';
import type { Study } from './study.ts';
import { loadStudyScenario, type StudyDataOptions } from './study-data.node.ts';

/** Whether a metric of the study needs the truth. */
export const needsTruth = ({ metrics }: Pick<Study, 'metrics'>): boolean =>
  metrics.names.some((name) => {
    const metric = metricNamed(name);
    return (metric.kind === 'group' ? metricNamed(metric.over) : metric).kind === 'truth';
  });

/** `prepared` with the truth at every cut of its folds, where its metrics need it. */
export async function withTruths(
  prepared: Prepared,
  loaded: LoadedStudy,
  { signal, onStage }: Pick<StudyDataOptions, 'signal' | 'onStage'>,
): Promise<Prepared> {
  const { data } = loaded.study;
  if (!needsTruth(loaded.study) || !('scenario' in data)) return prepared;
  const rounds = new Set(prepared.folds.flat().map(truthRound));
  const { scenario, seedWords, name } = await loadStudyScenario(loaded, data);
  const last = rounds.has('end') ? scenario.days : Math.max(...([...rounds] as number[]));
  const { world, start, step } = stepWorld(scenario, seedWords);
  const truths = new Map<number | 'end', UtilityColumns>();
  let state = start();
  for (let round = 0; round <= last; round++) {
    const key = round === scenario.days ? 'end' : round;
    if (rounds.has(key)) truths.set(key, utilityColumns(world, state.shop, state.lives));
    if (round === last) break;
    signal.throwIfAborted();
    state = step(state, { spec: scenario.exposure.policy }).next;
    onStage(`truth of ${name}`, round + 1, last);
    await new Promise<void>((resume) => setTimeout(resume, 0));
  }
  return { ...prepared, truths };
}
