/**
 * Words of review texts. Their order is part of every world. `praise` and `blame` say opposite things of the same thing, so that either
 * can be negated; `praised`, `blamed` and `so` are whole sentences that never name their aspect. Words and sentences stand under more than
 * one aspect, polarity or number of stars where people use them so: a text does not give its labels away.
 */

const wordsIn = (text: string): string[] => text.split(', ');
const linesIn = (text: string): string[] => text.trim().split(/\s*\|\s*/);

export interface AspectWords {
  readonly nouns: readonly string[];
  readonly praise: readonly string[];
  readonly blame: readonly string[];
  readonly praised: readonly string[];
  readonly blamed: readonly string[];
  readonly so: readonly string[];
}

/** By the names of ASPECTS. */
export const ASPECT_WORDS = {
  size: {
    nouns: wordsIn('size, fit, length, cut, sizing'),
    praise: wordsIn('right, perfect, good, true to the picture, as described, spot on, generous, great'),
    blame: wordsIn('wrong, off, bad, far from the picture, misleading, tight, small, odd'),
    praised: linesIn(
      'It fits | It fits like a glove | Exactly as big as I needed | I took my usual and it sits well | No need to exchange it | It goes where it should with room to spare',
    ),
    blamed: linesIn(
      'It is too small | Too big for me | I had to swap it for a larger one | It runs small | Much shorter than in the picture | It does not fit | I would need one in between',
    ),
    so: linesIn(
      'It fits more or less | A little loose but wearable | Between two of their measures, as ever',
    ),
  },
  quality: {
    nouns: wordsIn('quality, material, finish, workmanship, stitching, packaging'),
    praise: wordsIn('good, great, solid, excellent, lovely, sturdy, light, beautiful'),
    blame: wordsIn('bad, poor, flimsy, shoddy, disappointing, cheap, thin, careless'),
    praised: linesIn(
      'It feels well made | Still like new after weeks | Built to last | It does what it should | It holds up well | Nothing rattles',
    ),
    blamed: linesIn(
      'It fell apart after a week | It broke on the second day | One side came loose | It feels cheap | It stopped working | Scratched when I took it out | I had to mend it twice',
    ),
    so: linesIn(
      'It works, no more than that | It will do for now | Neither built to last nor about to break',
    ),
  },
  price: {
    nouns: wordsIn('price, value, cost, deal'),
    praise: wordsIn('fair, good, great, reasonable, a bargain, low, right, generous'),
    blame: wordsIn('unfair, bad, steep, excessive, a rip-off, high, off, cheeky'),
    praised: linesIn(
      'Worth every cent | Really cheap | I paid less than elsewhere | You get a lot for your money | A steal | My wallet did not suffer',
    ),
    blamed: linesIn(
      'Too expensive | Not worth the money | I have seen it cheaper elsewhere | Overpriced | You pay for the name | That is a lot of money | I felt robbed at the till',
    ),
    so: linesIn('It costs what such things cost | About what others ask | Neither cheap nor dear'),
  },
  delivery: {
    nouns: wordsIn('delivery, shipping, courier, parcel, packaging'),
    praise: wordsIn('fast, quick, punctual, prompt, good, careful, excellent, on time'),
    blame: wordsIn('slow, late, unreliable, careless, bad, poor, rude, a mess'),
    praised: linesIn(
      'It came the next day | It arrived sooner than promised | On my doorstep in no time | It came well packed and on time | I could follow it all the way',
    ),
    blamed: linesIn(
      'It came a week late | I waited for ages | The box was crushed | It arrived days after they said | It went to the neighbours | I had to fetch it at the depot | It was lost for a week',
    ),
    so: linesIn(
      'It came within the time they gave | It took as long as usual | Three days, like all the others',
    ),
  },
  service: {
    nouns: wordsIn('service, support, seller, staff, team'),
    praise: wordsIn('friendly, helpful, good, polite, kind, quick, excellent, prompt'),
    blame: wordsIn('rude, unhelpful, bad, useless, unfriendly, slow, poor, careless'),
    praised: linesIn(
      'They answered at once | My question was solved in minutes | They went out of their way to help | A quick and kind reply | They made it right without a word',
    ),
    blamed: linesIn(
      'Nobody answered my mail | They kept me waiting on the phone | They did not care | I was sent from one to the next | No reply to this day | I had to ask three times',
    ),
    so: linesIn(
      'They answered in the end | I had one question and got an answer | They do what they have to',
    ),
  },
} as const satisfies Readonly<Record<string, AspectWords>>;

export const MIDDLING: readonly string[] = wordsIn(
  'okay, average, acceptable, nothing special, so-so, fine, decent, good enough, not bad, not great, what one would expect',
);
export const INTENSIFIERS: readonly string[] = wordsIn(
  'very, really, so, quite, absolutely, pretty, rather, incredibly',
);

/** What a judgement is said with; `{noun}` and `{word}` are filled in. */
export const FORMS: readonly string[] = linesIn(
  'The {noun} is {word} | The {noun} was {word} | I found the {noun} {word} | The {noun} seems {word} | As for the {noun}, it is {word} | To me the {noun} is {word}',
);
/** Before the opposite of what is meant. Only the first takes an intensifier. */
export const DENIALS: readonly string[] = wordsIn(
  'not, hardly, far from, by no means, nowhere near, anything but',
);

export interface VagueWords {
  readonly text: string;
  /** Names of ASPECTS that it is said of. */
  readonly aspects: readonly string[];
  /** Codes of POLARITIES that it is said with: 0 negative, 1 neutral, 2 positive. */
  readonly polarities: readonly number[];
}

const ALL = ['size', 'quality', 'price', 'delivery', 'service'];
const vague = (text: string, aspects: readonly string[], ...polarities: readonly number[]): VagueWords => ({
  text,
  aspects,
  polarities,
});

/** Sentences that leave open what is spoken of, or how it is meant, or both. */
export const VAGUE: readonly VagueWords[] = [
  vague('I expected something else', ['size', 'quality'], 0, 1),
  vague('Not quite as promised', ['size', 'quality', 'delivery'], 0, 1),
  vague('Just what I wanted', ['size', 'quality'], 2),
  vague('Smaller than I thought', ['size'], 0, 1, 2),
  vague('A bit much', ['size', 'price'], 0, 1),
  vague('For what it costs it is fine', ['quality', 'price'], 1, 2),
  vague('Money well spent', ['quality', 'price'], 2),
  vague('Not worth it', ['quality', 'price'], 0),
  vague('I have seen better', ['quality', 'price', 'service'], 0, 1),
  vague('That was quick', ['delivery', 'service'], 2),
  vague('It took a while', ['delivery', 'service'], 0, 1),
  vague('They could do better', ['delivery', 'service'], 0, 1),
  vague('They know what they are doing', ['delivery', 'service'], 2),
  vague('All went as usual', ['delivery', 'service'], 1, 2),
  vague('Fine with me', ALL, 1, 2),
  vague('No complaints', ALL, 1, 2),
  vague('One gets used to it', ['size', 'quality', 'price'], 0, 1),
];

/** Sentences that say nothing of what was bought, whatever words are in them. */
export const ASIDES: readonly string[] = linesIn(`
  Bought it for my sister | It was a birthday present | My usual size is medium | I paid by card | The courier rang twice | Ordered on a Monday |
  I compared the price with two other shops | The quality of my old one was bad | My last order was late | A friend told me of the shop |
  We use it at the weekend | I was looking for a good one for a while | My neighbour has the same | I read the reviews first |
  Good thing I measured first | The old one was too small | I do not write reviews often | The pictures on the site are nice |
  I had to call support about another order | The delivery was to my office | It is the second one I buy | My kids picked it |
  I never buy such things online | Winter is long here | The other shop was rude and slow | I had a coupon from the last order |
  It comes in more colours | I will see how it does in summer | The seller has other nice things | Cheap ones never lasted with me
`);

/**
 * (5) openings of reviews of 1 to 5 stars: who gives one star more or less may say the same.
 */
export const OPENINGS: readonly (readonly string[])[] = [
  wordsIn(
    'Never again, What a letdown, A waste of money, Terrible, Very disappointed, Would not buy again, Not what I hoped for, Weak, Not for me',
  ),
  wordsIn(
    'Not what I hoped for, Rather let down, Would not buy again, Weak, Very disappointed, Could be better, Mixed feelings, Not for me, Expected more',
  ),
  wordsIn(
    'It does the job, Mixed feelings, Could be better, All right, Not bad, Expected more, Nothing to write home about, Happy enough, Not for me',
  ),
  wordsIn(
    'Happy with it, A good buy, Pleased, Nearly perfect, Not bad, Happy enough, Would buy again, All right, Recommended',
  ),
  wordsIn(
    'Love it, Could not be happier, Perfect, A great buy, Happy with it, Would buy again, Recommended, A good buy, Pleased',
  ),
];
