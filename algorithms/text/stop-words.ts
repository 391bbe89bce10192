/** Words of English that are about nothing: they join, point and count. No word of judgement, and none that denies. */

export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about above after again all also although am an and any anyone anything are around as at away b back be became because become been
  before being below between both bought but by c came can could d did do does doing done down during e each either else even ever
  every everyone everything f far find for found from g gave get gets getting give go goes going gone got h had has have having he her
  here hers herself him himself his how i if in into is it its itself j just k keep kept know l let like ll m made make makes many may
  me mean means might mine more most much must my myself n near now o of off often on once one ones only onto or order ordered other
  others our ours out over own p perhaps put q r rather re s said same saw say see seem seemed seems seen self several shall she
  should since so some someone something still such t take taken than that the their theirs them themselves then there these they
  thing things this those though through thus till to too took toward two u under until up upon us v ve w was way we went were what
  whatever when whenever where whether which while who whole whom whose why will with within would x y yet you your yours yourself z`.split(
    /\s+/,
  ),
);
