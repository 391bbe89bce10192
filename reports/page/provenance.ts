/** Where a study's data, numbers and code came from, as name and value. */

import { isAbsent } from '../../datasets/data-figures/absent.ts';
import type { Host } from '../../experiments/run-record.ts';
import { digestJson } from '../../numerics/digest.ts';
import type { StudyView } from '../study/study-view.ts';
import { formatCount, formatNumber, joinWords, plural } from '../text/format.ts';

export type Fact = readonly [name: string, value: string];

export function dataFacts(view: StudyView): Fact[] {
  const { provenance, counts } = view.study;
  return [
    ['Data', `${provenance.title} (${provenance.name})`],
    ['Source', provenance.source],
    ['Licence', provenance.licence],
    ...(provenance.seed === undefined ? [] : [['Seed of the data', provenance.seed] as const]),
    ['Digest', provenance.digest],
    [
      'Holds',
      [
        plural(counts.shoppers, 'shopper'),
        plural(counts.items, 'item'),
        plural(counts.feedback, 'row of feedback', 'rows of feedback'),
        plural(counts.sessions, 'session'),
        plural(counts.impressions, 'impression'),
        plural(counts.actions, 'action'),
      ].join(', '),
    ],
    ...untoldFacts(view),
    ...besideFacts(view),
  ];
}

/** What simulated data was held against, and how to hold it against real data. */
function besideFacts({ study, beside }: StudyView): Fact[] {
  const name = 'Beside real data';
  // Real data has no seed.
  if (study.provenance.seed === undefined) return [];
  if (!beside)
    return [
      [
        name,
        'held against none; `beside:` under `data:` of the study names a data set to hold the log against, as does a scenario from `shoplab calibrate`',
      ],
    ];
  if ('missing' in beside)
    return [[name, `not held against ${beside.named}, which is not here: ${beside.missing}`]];
  const { real, basis, compared, absent } = beside;
  const missing = absent.map(({ name: own, reason }) => `${own} (${reason})`);
  return [
    [
      name,
      `${real.title} (${real.name}), ${real.licence}; by ${basis}s of whole logs; ${plural(compared.length, 'distribution')} compared${missing.length > 0 ? `; not compared: ${missing.join(', ')}` : ''}`,
    ],
    ['Digest of the real data', real.digest],
  ];
}

/** What the data has no figures of. */
function untoldFacts({ figures }: StudyView): Fact[] {
  if (!figures) return [];
  const { visits, slots, moments, prices, ratings, categories, spreads, places } = figures;
  const parts = [visits, slots, moments, prices, ratings, categories, spreads.shoppers, spreads.lines];
  const stages = isAbsent(visits) ? [] : visits.stages.map(({ stage }) => stage);
  const reasons = [
    ...parts.flatMap((part) => (isAbsent(part) ? [part.absent] : [])),
    ...(!isAbsent(visits) && !stages.includes('click') ? ['the data tells of no clicks'] : []),
    ...(!isAbsent(visits) && !stages.includes('cart') ? ['the data tells of no carts'] : []),
    ...(!isAbsent(visits) && places.length === 0 ? ['no place of a click on its page is known'] : []),
    ...(!isAbsent(moments) && moments.courses.some(({ hours }) => hours === null)
      ? ['the data knows days, not times of day']
      : []),
  ];
  return reasons.length === 0 ? [] : [['Not known', distinct(reasons).join('; ')]];
}

function leakFacts({ study }: StudyView): Fact[] {
  if (!study.leaks) return [];
  const { kinds, folds, validation, allowed } = study.leaks;
  const passed = allowed.map(
    ({ kind, because, count }) => `${kind}, ${formatCount(count)} times over all folds, let pass: ${because}`,
  );
  const time = study.split.order === 'time' ? [] : ['the test does not lie after the training'];
  return [
    [
      'Leak audit',
      [
        `${plural(kinds.length, 'kind')} looked for in ${plural(folds, 'fold')}${validation === undefined ? '' : ` and ${plural(validation, 'validation part')}`}, none found`,
        ...passed,
        ...time,
      ].join('; '),
    ],
  ];
}

/** What was searched, and what it cost: the same for every algorithm. */
function searchFacts({ records }: StudyView): Fact[] {
  const [search] = records.flatMap(({ inputs }) => inputs.search ?? []);
  if (!search) return [];
  const { method, trials, metric, validation, epochs } = search;
  const costs = new Map(
    records.flatMap((run) => {
      const result = run.status === 'done' ? run.result.search : undefined;
      if (!result) return [];
      const spent = result.epochs === null ? '' : ` with ${plural(result.epochs, 'epoch')}`;
      return [
        [
          run.inputs.algorithm.label,
          `${formatNumber(result.wholeFits)} whole fits of ${run.inputs.algorithm.label}${spent}`,
        ],
      ];
    }),
  );
  const parted =
    validation.name === 'given'
      ? 'the rows that the split tells'
      : `${validation.name} ${JSON.stringify(validation.params)} of the training rows`;
  return [
    [
      'Search',
      [
        `${plural(trials, 'trial')} by ${method} for each algorithm, fold and seed; the best by ${metric} in validation (${parted}) is fitted again on all training rows`,
        ...(epochs === undefined ? [] : [`${plural(epochs, 'epoch')} a whole fit`]),
        ...(costs.size > 0 ? [`a search cost ${joinWords([...costs.values()])}`] : []),
      ].join('; '),
    ],
  ];
}

const distinct = (values: readonly string[]): string[] => [...new Set(values)];

export function methodFacts(view: StudyView): Fact[] {
  const { study, summary, records } = view;
  const done = records.flatMap((run) => (run.status === 'done' ? [run] : []));
  const evaluated = done.map(({ result }) => result.counts);
  const range = (values: readonly number[]): string => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return low === high ? formatCount(low) : `${formatCount(low)} to ${formatCount(high)}`;
  };
  const counted: Fact[] =
    evaluated.length === 0
      ? []
      : [
          [
            'Training and test rows',
            `${range(evaluated.map((one) => one.trainRows))} and ${range(evaluated.map((one) => one.testRows))}`,
          ],
          [
            'Evaluated',
            view.modes.some((mode) => mode.about === 'examples')
              ? `${range(evaluated.map((one) => one.evaluated))} examples; of no known class ${range(evaluated.map((one) => one.withoutRelevant))}`
              : `${range(evaluated.map((one) => one.evaluated))}; without a relevant item ${range(evaluated.map((one) => one.withoutRelevant))}; not known in training ${range(evaluated.map((one) => one.unknownShoppers))}; lists left empty ${range(evaluated.map((one) => one.emptyLists))}`,
          ],
        ];
  return [
    [
      'Split',
      `${study.split.name} ${JSON.stringify(study.split.params)}, ${plural(study.split.folds, 'fold')}: ${study.split.doc}`,
    ],
    ...counted,
    ...leakFacts(view),
    ...searchFacts(view),
    [
      'Intervals',
      `${100 * summary.level} % by bootstrap over ${view.modes[0]?.about ?? 'shoppers'}, ${formatCount(summary.resamples)} resamples, values averaged over seeds and folds first; differences are paired one by one`,
    ],
    ['Seeds', joinWords(distinct(records.map((run) => run.inputs.seed)))],
    ['shoplab', joinWords(distinct(done.map(({ measured }) => measured.host.shoplab))) || 'not recorded'],
    ['Node', joinWords(distinct(done.map(({ measured }) => measured.host.node))) || 'not recorded'],
    [
      'Machine',
      joinWords(
        distinct(done.map(({ measured }) => `${measured.host.cpu}, ${plural(measured.host.cores, 'core')}`)),
      ) || 'not recorded',
    ],
  ];
}

/** Versions, and machines, of what made records, each once; hosts are absent where records of before do not tell. */
export function hostFacts(hosts: readonly (Host | undefined)[]): Fact[] {
  const told = (of: (host: Host) => string): string =>
    joinWords(distinct(hosts.map((host) => (host ? of(host) : NOT_RECORDED)))) || NOT_RECORDED;
  return [
    ['shoplab', told(versionWords)],
    ['Machine', told(({ cpu, cores, node }) => `${cpu}, ${plural(cores, 'core')}, Node ${node}`)],
  ];
}

/** What stands at the foot of every page: enough to tell what made it, and to make it again. */
export function footFacts({ study, summary, records }: StudyView): Fact[] {
  const done = records.flatMap((run) => (run.status === 'done' ? [run] : []));
  return [
    ...hostFacts(done.map(({ measured }) => measured.host)),
    ['Seeds', joinWords(distinct(records.map(({ inputs }) => inputs.seed))) || NOT_RECORDED],
    ['Digest of the data', study.provenance.digest],
    ['Digest of the records', summary.records],
    ['Run it again', study.command],
  ];
}

/** What records of before do not tell. */
export const NOT_RECORDED = 'not recorded';

/** `0.1.0, commit 0123456789ab, with changes that are not committed`. */
export function versionWords({ shoplab, commit, dirty }: Pick<Host, 'shoplab' | 'commit' | 'dirty'>): string {
  if (commit === undefined) return `${shoplab}, commit ${NOT_RECORDED}`;
  const state =
    dirty === undefined
      ? 'whether it had changes is not known'
      : dirty
        ? 'with changes that are not committed'
        : 'without changes';
  return `${shoplab}, commit ${commit.slice(0, 12)}, ${state}`;
}

/** Of a record as it was filed, what made it aside: the same wherever it comes out the same. */
export const recordDigest = ({ madeBy: _, ...record }: { readonly madeBy?: Host }): string =>
  digestJson(record);
