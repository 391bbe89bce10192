import { describe, expect, it } from 'vitest';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import {
  ASIDES,
  ASPECT_WORDS,
  type AspectWords,
  DENIALS,
  FORMS,
  INTENSIFIERS,
  MIDDLING,
  OPENINGS,
  VAGUE,
} from '../filing/review-words.ts';
import {
  ASPECTS,
  feelingOf,
  mistype,
  type Opinion,
  opinionsOf,
  POLARITIES,
  polarityOf,
  reviewText,
  type TextRules,
  vagueOf,
} from './review-text.ts';

const seed = seedWords('review');
const words = drawKey(seed, 'review.words');
const typos = drawKey(seed, 'review.typos');
/** All is named, and nothing else said. */
const PLAIN: TextRules = {
  mention: 1,
  negation: 0.3,
  intensifiers: 0.4,
  typos: 0,
  openings: 1,
  indirect: 0,
  vague: 0,
  asides: 0,
};

const inForm = FORMS.map(
  (form) => new RegExp(`^${form.replace('{noun}', '(?<noun>.+?)').replace('{word}', '(?<word>.+)')}$`, 'i'),
);

/** What a sentence that names its aspect may say, by the grammar alone. */
function readings(sentence: string): Opinion[] {
  const found = inForm.map((form) => form.exec(sentence)?.groups).find(Boolean);
  if (found === undefined) throw new Error(`no form: ${sentence}`);
  const { noun, word } = found as { noun: string; word: string };
  const judged = (
    { praise, blame }: AspectWords,
    aspect: number,
    judgement: string,
    negated: boolean,
  ): Opinion[] => {
    const strong = INTENSIFIERS.find((one) => judgement.startsWith(`${one} `));
    const bare = strong === undefined ? judgement : judgement.slice(strong.length + 1);
    return [
      ...(praise.includes(bare) ? [{ aspect, polarity: negated ? 0 : 2, negated }] : []),
      ...(blame.includes(bare) ? [{ aspect, polarity: negated ? 2 : 0, negated }] : []),
    ];
  };
  return ASPECTS.flatMap((name, aspect): Opinion[] => {
    const own: AspectWords = ASPECT_WORDS[name];
    if (!own.nouns.includes(noun)) return [];
    const denial = DENIALS.find((one) => word.startsWith(`${one} `));
    return [
      // "not bad" is middling, and a denial of "bad"; "far from the picture" denies nothing.
      ...(MIDDLING.includes(word) ? [{ aspect, polarity: 1, negated: false }] : []),
      ...judged(own, aspect, word, false),
      ...(denial === undefined ? [] : judged(own, aspect, word.slice(denial.length + 1), true)),
    ];
  });
}

const sentencesOf = (text: string): string[] => text.slice(0, -1).split(/\. /);
const partsOf = (text: string): string[] =>
  sentencesOf(text).flatMap((sentence) => sentence.split(/(?<!anything) (?:and|but) /));
const feelingsOf = (shopper: number): number[] =>
  ASPECTS.map((_, aspect) => ((shopper * 7 + aspect * 3) % 9) / 2 - 2);

describe('reviewText', () => {
  it('says the opinions that are labelled, each in a sentence of its own', () => {
    let told = 0;
    let joined = 0;
    for (let shopper = 0; shopper < 400; shopper++) {
      const feelings = feelingsOf(shopper);
      const opinions = opinionsOf(words, shopper, 5, 1, feelings, PLAIN);
      const stars = 1 + (shopper % 5);
      const text = reviewText(words, typos, shopper, 5, 1, stars, opinions, PLAIN);
      expect(OPENINGS[stars - 1]!.some((opening) => text.startsWith(`${opening}.`))).toBe(true);
      const said = partsOf(text).slice(1).map(readings);
      expect(said).toHaveLength(opinions.length);
      for (const opinion of opinions) expect(said.flat(), text).toContainEqual(opinion);
      for (const { aspect, polarity } of opinions) expect(polarity).toBe(polarityOf(feelings[aspect]!));
      told += opinions.length;
      joined += (text.match(/ (and|but) /g) ?? []).length;
    }
    expect(told).toBeGreaterThan(1000);
    expect(joined / told).toBeGreaterThan(0.1);
  });

  it('joins what is meant alike by `and`, what is not by `but`', () => {
    const opinions = [0, 1].map((aspect) => ({ aspect, polarity: 2, negated: false }));
    const unlike = [opinions[0]!, { ...opinions[1]!, polarity: 0 }];
    const write = (shopper: number, said: readonly Opinion[]) =>
      reviewText(words, typos, shopper, 1, 1, 5, said, { ...PLAIN, openings: 0 });
    const shoppers = Array.from({ length: 200 }, (_, shopper) => shopper);
    expect(shoppers.some((shopper) => / and (the|i|to me|as for) /i.test(write(shopper, opinions)))).toBe(
      true,
    );
    for (const shopper of shoppers) {
      expect(write(shopper, opinions)).not.toMatch(/ but /);
      expect(write(shopper, unlike)).not.toMatch(/ and /);
    }
  });

  it('tells without a name, vaguely and beside the point as often as it is told to, but for what is denied', () => {
    const rules = { ...PLAIN, openings: 0, vague: 0.2, indirect: 0.5, asides: 0.3 };
    const count = { vague: 0, indirect: 0, named: 0, asides: 0, plain: 0, denied: 0 };
    for (let shopper = 0; shopper < 4000; shopper++) {
      const [opinion] = opinionsOf(words, shopper, 5, 1, feelingsOf(shopper), rules).slice(shopper % 3);
      if (opinion === undefined) continue;
      const text = reviewText(words, typos, shopper, 5, 1, 3, [opinion], rules);
      const [said, aside, ...more] = sentencesOf(text);
      expect(more).toEqual([]);
      if (aside !== undefined) {
        expect(ASIDES).toContain(aside);
        count.asides++;
      }
      const { praised, blamed, so }: AspectWords = ASPECT_WORDS[ASPECTS[opinion.aspect]!];
      count[opinion.negated ? 'denied' : 'plain']++;
      if (vagueOf(opinion).some((one) => one.text === said)) count.vague++;
      else if ([blamed, so, praised][opinion.polarity]!.includes(said!)) count.indirect++;
      else {
        expect(readings(said!), said).toContainEqual(opinion);
        count.named++;
      }
    }
    const { vague, indirect, named, asides, plain, denied } = count;
    expect(denied).toBeGreaterThan(400);
    const near = (found: number, share: number, of: number) =>
      expect(Math.abs(found / of - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / of));
    near(asides, 0.3, plain + denied);
    near(vague, 0.2, plain);
    near(indirect, 0.8 * 0.5, plain);
    near(named - denied, 0.8 * 0.5, plain);
  });

  it('is never empty, however little there is to say', () => {
    expect(reviewText(words, typos, 1, 1, 1, 5, [], { ...PLAIN, openings: 0 })).toMatch(/^\S.+\.$/);
  });

  it('tells what moves the shopper more often than what does not', () => {
    const rules = { ...PLAIN, mention: 0.6 };
    const told = (feeling: number): number => {
      let count = 0;
      for (let shopper = 0; shopper < 3000; shopper++) {
        count += opinionsOf(
          words,
          shopper,
          1,
          0,
          ASPECTS.map(() => feeling),
          rules,
        ).length;
      }
      return count / (3000 * ASPECTS.length);
    };
    const spread = 4 * Math.sqrt(0.25 / 15_000);
    expect(Math.abs(told(0) - 0.3)).toBeLessThan(spread);
    expect(Math.abs(told(-1) - 0.6)).toBeLessThan(spread);
    expect(Math.abs(told(5) - 0.9)).toBeLessThan(spread);
  });

  it('is the same for the same shopper, item and visit, and another for others', () => {
    const write = (shopper: number, item: number, visit: number) => {
      const opinions = opinionsOf(words, shopper, item, visit, [1, 1, 1, 1, 1], PLAIN);
      return reviewText(words, typos, shopper, item, visit, 5, opinions, { ...PLAIN, typos: 0.5 });
    };
    expect(write(3, 4, 5)).toBe(write(3, 4, 5));
    expect(new Set([write(3, 4, 5), write(2, 4, 5), write(3, 3, 5), write(3, 4, 4)]).size).toBe(4);
  });
});

describe('polarityOf', () => {
  it('is neutral around 0', () => {
    expect([-0.31, -0.3, 0, 0.3, 0.31].map((feeling) => POLARITIES[polarityOf(feeling)])).toEqual([
      'negative',
      'neutral',
      'neutral',
      'neutral',
      'positive',
    ]);
    expect(feelingOf(2, -1, 0.25)).toBe(-0.25);
  });
});

describe('mistype', () => {
  it('swaps two neighbouring letters, never the first of a word nor the full stop', () => {
    expect([0.01, 0.5, 0.99].map((u) => mistype('quality', u))).toEqual(['qaulity', 'quailty', 'qualiyt']);
    expect(mistype('good.', 0.99)).toBe('godo.');
    expect([mistype('bad', 0.5), mistype('bad.', 0.5)]).toEqual(['bad', 'bad.']);
  });
});

describe('the words', () => {
  it('never praise and blame alike, nor say an aspect without its name as others do', () => {
    for (const aspect of ASPECTS) {
      const { praise, blame, praised, blamed, so }: AspectWords = ASPECT_WORDS[aspect];
      expect(praise.filter((word) => blame.includes(word) || MIDDLING.includes(word))).toEqual([]);
      const lines = [...praised, ...blamed, ...so];
      expect(new Set(lines).size).toBe(lines.length);
      expect(lines.filter((line) => ASIDES.includes(line))).toEqual([]);
    }
  });

  it('have a vague sentence for every aspect and polarity, of names and codes that there are', () => {
    for (let aspect = 0; aspect < ASPECTS.length; aspect++)
      for (let polarity = 0; polarity < POLARITIES.length; polarity++)
        expect(vagueOf({ aspect, polarity, negated: false })).not.toEqual([]);
    for (const { aspects, polarities } of VAGUE) {
      for (const name of aspects) expect(ASPECTS).toContain(name);
      for (const code of polarities) expect(POLARITIES[code]).toBeDefined();
    }
  });

  it('open alike for neighbouring stars, and never for stars far apart', () => {
    for (let stars = 1; stars < 5; stars++)
      expect(OPENINGS[stars]!.filter((opening) => OPENINGS[stars - 1]!.includes(opening))).not.toEqual([]);
    expect(OPENINGS[4]!.filter((opening) => [...OPENINGS[0]!, ...OPENINGS[1]!].includes(opening))).toEqual(
      [],
    );
  });

  it('hold no full stop, which ends a sentence', () => {
    const all = [...OPENINGS.flat(), ...ASIDES, ...VAGUE.map(({ text }) => text), ...FORMS, ...DENIALS];
    expect(all.filter((line) => line.includes('.'))).toEqual([]);
  });
});
