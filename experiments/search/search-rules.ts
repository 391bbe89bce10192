/** Rules of a study that searches: spaces that the algorithms know, and the same budget for all of them. */

import type { Algorithm } from '../../algorithms/algorithm.ts';
import { completeParams } from '../../algorithms/parts.ts';
import { ALGORITHMS } from '../../algorithms/registry.ts';
import { isMap } from '../../datasets/schema-shape.ts';
import { SPLITS } from '../splits/registry.ts';
import { type Draft, inside, listOf, lookUp, type Rule, type RuleFault } from '../study/rules/rule.ts';
import { METHODS } from './methods.ts';
import {
  type Dimension,
  dimensionsOf,
  gridValues,
  type Scalar,
  SpaceSpec,
  sizeOf,
  valueFault,
} from './space.ts';

interface Searched {
  /** Place among the algorithms. */
  readonly i: number;
  readonly name: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly space: Readonly<Record<string, unknown>>;
}

/** Algorithms of the registry that have a space. */
const searchedOf = (draft: Draft): Searched[] =>
  listOf(draft['algorithms']).flatMap((entry, i): Searched[] => {
    const [name, params, space] = [inside(entry, 'name'), inside(entry, 'params'), inside(entry, 'space')];
    if (typeof name !== 'string' || lookUp(ALGORITHMS, name) === undefined || !isMap(space)) return [];
    return [{ i, name, params: isMap(params) ? params : {}, space }];
  });

const spaceWithSearch: Rule = (draft) => {
  const searched = searchedOf(draft);
  if (draft['search'] === undefined)
    return searched.map(({ i }) => ({
      path: ['algorithms', i, 'space'],
      message: 'the study has no `search:` that says how to choose: method and trials',
    }));
  return searched.length > 0 || !Array.isArray(draft['algorithms'])
    ? []
    : [{ path: ['search'], message: 'no algorithm has a `space` to search in' }];
};

const knownSpaces: Rule = (draft) =>
  searchedOf(draft).flatMap(({ i, name, params, space }) =>
    Object.entries(space).flatMap(([key, spec]) =>
      keyFaults(name, params, key, spec).map(({ path, message }) => ({
        path: ['algorithms', i, 'space', key, ...path],
        message,
      })),
    ),
  );

/** Faults of one parameter's space; paths are within it. */
function keyFaults(name: string, params: Searched['params'], key: string, spec: unknown): RuleFault[] {
  if (key === 'backend' && lookUp<Pick<Algorithm, 'resultDependsOn'>>(ALGORITHMS, name)?.resultDependsOn)
    return [{ path: [], message: 'what computes is no parameter to choose by results' }];
  if (!SpaceSpec.safeParse({ [key]: spec }).success) return [];
  if (Array.isArray(spec)) return listFaults(name, params, key, spec);
  const { from, to, scale } = spec as { from: number; to: number; scale?: string };
  if (from >= to) return [{ path: ['to'], message: `${to} is not above \`from\`, ${from}` }];
  if (scale === 'log' && from <= 0)
    return [{ path: ['from'], message: `${from} is not above 0; steps of a log scale are ratios` }];
  return onceForAll(
    (['from', 'to'] as const).flatMap((end): RuleFault[] => {
      const fault = valueFault(name, params, key, end === 'from' ? from : to);
      return fault === null ? [] : [{ path: [end], message: fault }];
    }),
    2,
  );
}

const listFaults = (
  name: string,
  params: Searched['params'],
  key: string,
  spec: readonly Scalar[],
): RuleFault[] =>
  onceForAll(
    spec.flatMap((value, v): RuleFault[] => {
      if (spec.indexOf(value) !== v) return [{ path: [v], message: `'${value}' stands twice` }];
      const fault = valueFault(name, params, key, value);
      return fault === null ? [] : [{ path: [v], message: fault }];
    }),
    spec.length,
  );

/** What is wrong with every value in the same words is the parameter. */
const onceForAll = (faults: readonly RuleFault[], values: number): RuleFault[] =>
  faults.length === values && new Set(faults.map(({ message }) => message)).size === 1
    ? [{ path: [], message: faults[0]!.message }]
    : [...faults];

/** Every searched algorithm has as many trials as the study says: a grid exactly so many, other methods points for them. */
const equalTrials: Rule = (draft) => {
  const [method, trials] = [inside(draft['search'], 'method'), inside(draft['search'], 'trials')];
  if (lookUp(METHODS, method) === undefined || typeof trials !== 'number') return [];
  return searchedOf(draft).flatMap(({ i, name, params, space }): RuleFault[] => {
    const path = ['algorithms', i, 'space'];
    const dimensions = soundDimensions(name, params, space);
    if (dimensions === null) return [];
    if (dimensions.length === 0) return [{ path, message: `no parameter to choose; name one of ${name}` }];
    if (method !== 'grid') {
      const size = dimensions.reduce((product, one) => product * sizeOf(one), 1);
      return size >= trials ? [] : [{ path, message: `${size} points, fewer than the ${trials} trials` }];
    }
    const open = dimensions.filter((one) => gridValues(one) === null);
    if (open.length > 0)
      return open.map((one) => ({
        path: [...path, one.name],
        message: 'a grid needs `points`, or values in a list',
      }));
    const size = dimensions.reduce((product, one) => product * gridValues(one)!.length, 1);
    const message = `a grid of ${size} points; \`trials\` says ${trials}, for every algorithm`;
    return size === trials ? [] : [{ path, message }];
  });
};

/** null where a space is malformed, which is told elsewhere. */
function soundDimensions(name: string, params: Searched['params'], space: unknown): Dimension[] | null {
  const parsed = SpaceSpec.safeParse(space);
  if (!parsed.success) return null;
  const broken = Object.entries(space as object).some(
    ([key, spec]) => keyFaults(name, params, key, spec).length > 0,
  );
  return broken ? null : dimensionsOf(name, params, parsed.data);
}

/** The most epochs that a trial of each searched algorithm may have are the same; halving gives out epochs itself. */
const equalEpochs: Rule = (draft) => {
  const [method, epochs] = [inside(draft['search'], 'method'), inside(draft['search'], 'epochs')];
  const searched = searchedOf(draft);
  const own = searched.flatMap(({ i, name, params, space }): RuleFault[] => {
    if (!Object.hasOwn(space, 'epochs')) return [];
    const path = ['algorithms', i, 'space', 'epochs'];
    if (method === 'halving') return [{ path, message: 'halving gives out epochs itself' }];
    return epochs === undefined || mostEpochs(name, params, {}) === null
      ? []
      : [{ path, message: '`search.epochs` says how many; leave one of them out' }];
  });
  if (own.length > 0) return own;
  const most = searched.flatMap(({ i, name, params, space }) => {
    const count = mostEpochs(name, params, space, typeof epochs === 'number' ? epochs : undefined);
    return count === null ? [] : [{ i, name, count }];
  });
  const [lead] = most;
  return most.flatMap(({ i, name, count }): RuleFault[] =>
    count === lead!.count
      ? []
      : [
          {
            path: ['algorithms', i],
            message: `${name} may take ${count} epochs, ${lead!.name} ${lead!.count}; searched algorithms have the same: give \`search.epochs\``,
          },
        ],
  );
};

/** null where the algorithm has no epochs. */
function mostEpochs(
  name: string,
  params: Searched['params'],
  space: Searched['space'],
  given?: number,
): number | null {
  const complete = completeParams(name).safeParse(params);
  const own = complete.success ? complete.data['epochs'] : undefined;
  if (typeof own !== 'number') return null;
  const spec = space['epochs'];
  const values = Array.isArray(spec) ? spec : [inside(spec, 'to')];
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length > 0) return Math.max(...numbers);
  return given ?? own;
}

/** What is tested later is chosen later too. */
const validationInTime: Rule = (draft) => {
  const orderOf = (split: unknown) =>
    lookUp<{ readonly order: 'time' | 'none' }>(SPLITS, inside(split, 'name'))?.order;
  const validation = inside(draft['search'], 'validation');
  if (orderOf(draft['split']) !== 'time' || orderOf(validation) !== 'none') return [];
  const message = `${inside(draft['split'], 'name')} tests what comes later, and ${inside(validation, 'name')} does not; use a split in time`;
  return [{ path: ['search', 'validation', 'name'], message }];
};

const reductionOfHalving: Rule = (draft) => {
  const { method, reduction, trials } = isMap(draft['search']) ? draft['search'] : {};
  const path = ['search', 'reduction'];
  if (reduction === undefined || typeof method !== 'string') return [];
  if (method !== 'halving')
    return [{ path, message: `only halving lets one in so many go on; this is ${method}` }];
  return typeof reduction === 'number' && typeof trials === 'number' && trials < reduction
    ? [{ path, message: `of ${trials} trials one in ${reduction} is none` }]
    : [];
};

export const searchRules: readonly Rule[] = [
  spaceWithSearch,
  knownSpaces,
  equalTrials,
  equalEpochs,
  validationInTime,
  reductionOfHalving,
];
