/** Text whose invisible marks can be read, in every format. */

/**
 * Marks that nobody sees and that say something else than is read: controls, those that turn the direction of what stands behind them, spaces of no width,
 * fillers, tags. Not joiners and selectors of variants, which words of some scripts and pictures need.
 */
const INVISIBLE =
  /(?!\u200c|\u200d|\p{Variation_Selector})[\p{Cc}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;

const codeOf = (mark: string): string => mark.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');

/** Such marks as `\u2039U+202E\u203a`; but those of `kept` as they are. */
export const visibleText = (text: string, kept = ''): string =>
  text.replace(INVISIBLE, (mark) => (kept.includes(mark) ? mark : `\u2039U+${codeOf(mark)}\u203a`));
