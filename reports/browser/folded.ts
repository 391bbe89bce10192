/** Charts of a section that are too many to stand open: on paper nothing is folded. */

const OPENED = 'printed';

const all = (): HTMLDetailsElement[] => [...document.querySelectorAll<HTMLDetailsElement>('details.more')];

/** Opens what is folded, until `foldAgain`. */
export function unfoldForPaper(): void {
  for (const details of all())
    if (!details.open) {
      details.open = true;
      details.dataset[OPENED] = '';
    }
}

/** Folds what paper had opened, and nothing that the reader did. */
export function foldAgain(): void {
  for (const details of all())
    if (details.dataset[OPENED] !== undefined) {
      details.open = false;
      delete details.dataset[OPENED];
    }
}
