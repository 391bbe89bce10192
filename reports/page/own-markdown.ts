/** By what a summary in Markdown is known as one that shoplab wrote. */

const MARK = '<!-- generator: shoplab -->';

/** With a mark that readers do not see. */
export const markedMarkdown = (markdown: string): string => `${markdown}\n${MARK}\n`;

/** Summaries of before have no mark and end with the command that makes them. */
export const isOwnMarkdown = (text: string): boolean =>
  text.includes(MARK) || /\n(Run it again: )?`[^`\n]*\bshoplab [^`\n]+`\n$/.test(text);
