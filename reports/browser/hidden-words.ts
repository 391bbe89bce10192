/** What is said where a filter hides algorithms while titles and sentences speak of all of them. */

/** Names in a sentence. */
const MOST_NAMED = 6;

const named = (labels: readonly string[]): string =>
  labels.length <= MOST_NAMED
    ? labels.join(', ')
    : `${labels.slice(0, MOST_NAMED).join(', ')} and ${labels.length - MOST_NAMED} more`;

/** `3 of 7 algorithms are hidden by the filter (als, bpr, ease)`; empty where none is. */
export function hiddenWords(
  all: readonly string[],
  hidden: ReadonlySet<string>,
  called = 'algorithms',
): string {
  const left = all.filter((label) => hidden.has(label));
  if (left.length === 0) return '';
  const verb = left.length === 1 ? 'is' : 'are';
  return `${left.length} of ${all.length} ${called} ${verb} hidden by the filter (${named(left)})`;
}

/** By a chart of `labels` that is drawn without those that are hidden; empty where it lacks none. */
export function lackingWords(
  labels: readonly string[],
  hidden: ReadonlySet<string>,
  called?: string,
): string {
  const words = hiddenWords(labels, hidden, called);
  if (words === '') return '';
  return labels.every((label) => hidden.has(label))
    ? `Whom this chart is about is hidden by the filter (${named(labels)}).`
    : `${words}; the title and the words below speak of all ${labels.length}.`;
}
