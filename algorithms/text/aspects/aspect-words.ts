/**
 * Words by which people speak of the aspects of what they bought: nouns that name one, verbs and adjectives that imply one, and judgements that
 * mean praise or blame of this aspect alone ("tight" of a size, "thin" of a material). General words of judgement are the sentiment lexicon's.
 */

const wordsIn = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

export interface AspectLexicon {
  /** Names of the aspect. */
  readonly terms: ReadonlySet<string>;
  /** Words that imply the aspect and judge it well, or badly. */
  readonly praise: ReadonlySet<string>;
  readonly blame: ReadonlySet<string>;
}

const lexicon = (terms: string, praise: string, blame: string): AspectLexicon => ({
  terms: wordsIn(terms),
  praise: wordsIn(praise),
  blame: wordsIn(blame),
});

/** The first five are the aspects that simulated reviews speak of. */
export const ASPECT_LEXICONS = {
  size: lexicon(
    `size sizes sized sizing fit fits fitted fitting length width waist bust hips shoulders sleeves sleeve arms petite small smaller large larger big
    bigger short shorter long longer tall medium xs xl xxs xxl measure measured measurements`,
    'roomy true-to-size flattering',
    'tight tighter snug baggy boxy huge tiny oversized shapeless loose restrictive gaping',
  ),
  quality: lexicon(
    `quality material materials fabric made workmanship craftsmanship construction stitching seams seam finish build durability lining cotton
    polyester wool linen silk zipper button buttons`,
    'durable sturdy solid well-made robust',
    `flimsy thin cheaply cheap shoddy scratched broke broken break torn tore ripped unraveled unravelled pilled pilling frayed fell
    defective faulty itchy scratchy shrunk shrank faded see-through sheer`,
  ),
  price: lexicon(
    'price prices priced pricing cost costs value money deal pay paid dollars bucks euros sale discount worth',
    'bargain affordable inexpensive steal',
    'expensive overpriced pricey costly rip-off',
  ),
  delivery: lexicon(
    'delivery delivered shipping shipped ship arrive arrived arrives arriving parcel courier package packaging box came mail dispatch tracking',
    'punctual prompt promptly',
    'late delayed delay damaged crushed lost waited',
  ),
  service: lexicon(
    'service support staff seller customer team representative email emailed phone call called refund exchange reply replied answered return returns',
    'courteous polite helpful friendly responsive',
    'rude unhelpful ignored unfriendly impolite',
  ),
  comfort: lexicon(
    'comfort comfortable feel feels feeling wear wearing worn skin',
    'comfy cozy cosy soft softest',
    'uncomfortable stiff heavy',
  ),
  style: lexicon(
    'style styles design look looks looking cut shape silhouette pattern print detail details outfit',
    'stylish elegant chic classy trendy adorable unique versatile cute',
    'frumpy dated plain ugly unflattering',
  ),
  colour: lexicon(
    'colour colours color colors coloured colored hue shade shades black white red blue green navy pink',
    'vibrant vivid',
    'dull faded drab',
  ),
} as const satisfies Readonly<Record<string, AspectLexicon>>;

export type AspectName = keyof typeof ASPECT_LEXICONS;
export const ASPECT_NAMES = Object.keys(ASPECT_LEXICONS) as readonly AspectName[];
/** Aspects that simulated reviews speak of, in the order of their codes. */
export const SIMULATED_ASPECTS = [
  'size',
  'quality',
  'price',
  'delivery',
  'service',
] as const satisfies readonly AspectName[];
