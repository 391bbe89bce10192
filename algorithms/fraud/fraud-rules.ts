/**
 * Rules that anyone can read: each counts something and fires from a threshold on. The two that guides of the field name first are many
 * purchases on one card in a short time, and many payment methods at one address (Le Borgne et al. 2022, chapter 2; guides of payment
 * processors). Only rules whose count is among the features apply. The score is that of the rule that is exceeded most: count / (count +
 * threshold), .5 where it fires. Contributions of an explanation are each rule's own score; they do not add up.
 */

import { z } from 'zod';
import type { Examples } from '../../datasets/examples.ts';
import type { Cause } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { featuresOf, learntExamples } from '../learnt-examples.ts';
import { amounts } from '../state/arrays.ts';
import { fields, size, texts } from '../state/shape.ts';
import { tellByFeatures } from './learning-rows.ts';

const least = (normal: number, what: string) =>
  z.number().gt(0).max(1e6).default(normal).describe(`${what}, from which the rule fires`);

const params = z.strictObject({
  cardPayments: least(3, 'earlier payments on the card'),
  cardWithin: z.enum(['10m', '1h', '1d']).default('10m').describe('time within which they are counted'),
  addressMethods: least(3, 'cards and wallets that paid for deliveries to the address before'),
  addressWithin: z.enum(['1d', '7d', '30d']).default('7d').describe('time within which they are counted'),
  cardAccounts: least(3, 'of orders: accounts that paid with the card within 30 days'),
  unbackedReviews: least(4, 'of reviews: reviews of the item within a day that have no order'),
  itemClicks: least(8, 'of sessions: clicks on one item'),
  returnedLines: least(4, 'of returns: lines that the account has sent back before'),
});
type Params = z.infer<typeof params>;

/** `among`: a feature by which it is told what is judged. */
const RULES: readonly {
  readonly name: string;
  readonly among: string;
  readonly feature: (params: Params) => string;
  readonly least: (params: Params) => number;
}[] = [
  {
    name: 'many purchases on one card in a short time',
    among: 'amountOverHabit',
    feature: ({ cardWithin }) => `cardCount${cardWithin}`,
    least: ({ cardPayments }) => cardPayments,
  },
  {
    name: 'many payment methods at one address',
    among: 'amountOverHabit',
    feature: ({ addressWithin }) => `addressCards${addressWithin}`,
    least: ({ addressMethods }) => addressMethods,
  },
  {
    name: 'many accounts pay with one card',
    among: 'discountShare',
    feature: () => 'cardAccounts30d',
    least: ({ cardAccounts }) => cardAccounts,
  },
  {
    name: 'many reviews of one item without an order',
    among: 'deviation',
    feature: () => 'itemUnbacked1d',
    least: ({ unbackedReviews }) => unbackedReviews,
  },
  {
    name: 'many clicks on one item',
    among: 'topShare',
    feature: () => 'topClicks',
    least: ({ itemClicks }) => itemClicks,
  },
  {
    name: 'much was sent back before',
    among: 'orderReturnedShare',
    feature: () => 'accountReturned',
    least: ({ returnedLines }) => returnedLines,
  },
];

interface State {
  readonly classes: readonly string[];
  readonly rules: number;
  /** (rules) what is counted, and from where on the rule fires. */
  readonly names: readonly string[];
  readonly features: readonly string[];
  readonly least: Float64Array;
}

const scoreOf = (count: number, from: number): number => (count > 0 ? count / (count + from) : 0);

export const fraudRules = defineAlgorithm<'label', Params, State>({
  id: 'fraud-rules.v1',
  task: 'label',
  family: 'fraud',
  doc: 'transparent rules: counts that fire from a threshold on',
  source: 'Le Borgne et al. 2022, ch. 2; rules as shops and payment processors name them',
  params,
  coldStart: 'fallback',
  personal: false,
  reads: 'features',
  use: 'from the first day, without labels, and beside every model: what it raises can be told to anyone; blind to all that it was not written for',
  cost: { fit: '1', answer: 'rules', memory: 'rules' },
  async learn(data, own) {
    const { all } = learntExamples(data);
    const { names } = featuresOf(all);
    const rules = RULES.filter(({ among }) => names.includes(among));
    return {
      classes: [...all.classes],
      rules: rules.length,
      names: rules.map(({ name }) => name),
      features: rules.map(({ feature }) => feature(own)),
      least: Float64Array.from(rules, (rule) => rule.least(own)),
    };
  },
  shape: fields<State>({
    classes: texts(2),
    rules: size('rules'),
    names: texts('rules'),
    features: texts('rules'),
    least: amounts('rules'),
  }),
  open({ classes, names, features, least: from }) {
    const { rowOf, ...told } = tellByFeatures(classes, features, (values) => {
      let top = 0;
      for (let rule = 0; rule < from.length; rule++) top = Math.max(top, scoreOf(values[rule]!, from[rule]!));
      return top;
    });
    return {
      ...told,
      explain(examples: Examples, row: number, of: number, most: number) {
        const values = rowOf(examples, row);
        const scores = names.map((_, rule) => scoreOf(values[rule]!, from[rule]!));
        const fired: Cause[] = names.flatMap((name, rule) => {
          const score = scores[rule]!;
          if (score < 0.5) return [];
          const why = `${name}: ${features[rule]} = ${values[rule]}, from ${from[rule]}`;
          return [{ kind: 'attribute', name: why, contribution: of === 1 ? score : -score }];
        });
        const top = Math.max(0, ...scores);
        const causes = fired
          .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
          .slice(0, most);
        return { score: of === 1 ? top : 1 - top, causes, additive: false };
      },
    };
  },
});
