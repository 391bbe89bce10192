/** Tables that can be put into another order, filtered by text, and that leave out hidden algorithms. */

import type { PageState } from './state.ts';

/** Rows from which on a filter is offered. */
const MANY_ROWS = 12;

interface Prepared {
  readonly table: HTMLTableElement;
  readonly key: string;
  readonly heads: readonly HTMLTableCellElement[];
  readonly body: HTMLTableSectionElement;
  /** As they were written. */
  readonly rows: readonly HTMLTableRowElement[];
  readonly search: HTMLInputElement | null;
}

/** Name of a table in the address: where it stands, and its place there. */
function keyOf(table: HTMLTableElement): string {
  const home = table.closest<HTMLElement>('figure[id], section[id]');
  const own = home ? [...home.querySelectorAll('table')].indexOf(table) : 0;
  return `${home?.id ?? 'table'}${own > 0 ? `-${own + 1}` : ''}`;
}

const textOf = (cell: Element | undefined): string => cell?.textContent?.trim() ?? '';

/** What a cell of words is ordered by: what it is of, without marks around it. */
const wordsOf = (cell: HTMLElement | undefined): string => cell?.dataset['value'] ?? textOf(cell);

const isNumeric = (head: HTMLElement): boolean =>
  head.dataset['sort'] === 'number' || head.classList.contains('number');

/** What a cell is ordered by: its exact value where it has one, else the number that it shows, else null. */
function numberOf(cell: HTMLElement | undefined): number | null {
  if (!cell) return null;
  const text = cell.dataset['value'] ?? (cell.title !== '' ? cell.title : textOf(cell));
  const value = Number.parseFloat(text.replace(/\u2212/g, '-').replace(/,/g, ''));
  return Number.isFinite(value) ? value : null;
}

function compared(a: HTMLTableRowElement, b: HTMLTableRowElement, column: number, numeric: boolean): number {
  const [one, other] = [a.cells[column], b.cells[column]];
  if (!numeric) return wordsOf(one) < wordsOf(other) ? -1 : Number(wordsOf(one) > wordsOf(other));
  return (numberOf(one) ?? Number.NaN) - (numberOf(other) ?? Number.NaN);
}

export interface Tables {
  /** Makes what stands in `root` orderable. */
  prepare(root: ParentNode): void;
  show(state: PageState): void;
}

export function createTables(
  known: ReadonlySet<string>,
  state: () => PageState,
  change: (part: Partial<PageState>) => void,
): Tables {
  const prepared = new Map<HTMLTableElement, Prepared>();

  function prepareOne(table: HTMLTableElement): void {
    const body = table.tBodies[0];
    const heads = [...([...(table.tHead?.rows ?? [])].at(-1)?.cells ?? [])];
    if (!body || prepared.has(table)) return;
    const rows = [...body.rows];
    const key = keyOf(table);
    // Who is not ranked has a body of its own, which stays below.
    const bodies = [...table.tBodies].filter((one) => one.dataset['unranked'] === undefined);
    const orderable = bodies.length === 1 && rows.length > 1 && heads.length > 1;
    if (orderable) for (const [column, head] of heads.entries()) makeButton(head, key, column);
    const search =
      orderable && (rows.length >= MANY_ROWS || 'filter' in table.dataset) ? searchFor(table, key) : null;
    prepared.set(table, { table, key, heads, body, rows, search });
    showOne(prepared.get(table)!);
  }

  function makeButton(head: HTMLTableCellElement, key: string, column: number): void {
    if (textOf(head) === '') return;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'order';
    button.append(...head.childNodes);
    button.addEventListener('click', () => {
      const now = state().sort;
      const same = now?.table === key && now.column === column;
      const first = isNumeric(head);
      if (same && now.descending !== first) change({ sort: null });
      else change({ sort: { table: key, column, descending: same ? !now.descending : first } });
    });
    head.append(button);
  }

  function searchFor(table: HTMLTableElement, key: string): HTMLInputElement {
    const label = document.createElement('label');
    label.className = 'search';
    const input = document.createElement('input');
    input.type = 'search';
    input.autocomplete = 'off';
    input.addEventListener('input', () =>
      change({ filter: input.value.trim() === '' ? null : { table: key, text: input.value.trim() } }),
    );
    label.append('Filter rows ', input);
    (table.closest('.scroll') ?? table).before(label);
    return input;
  }

  function showOne(one: Prepared): void {
    const { sort, filter, hidden } = state();
    showOrder(one, sort?.table === one.key ? sort : null);
    const text = filter?.table === one.key ? filter.text.toLowerCase() : '';
    if (one.search && one.search.value.trim().toLowerCase() !== text) one.search.value = filter?.text ?? '';
    for (const row of one.rows)
      row.hidden =
        isHidden(row.dataset['label'] === undefined ? row.cells[0] : row, hidden) ||
        (text !== '' && !textOf(row).toLowerCase().includes(text));
    showColumns(one, hidden);
  }

  const isHidden = (cell: HTMLElement | undefined, hidden: ReadonlySet<string>): boolean => {
    if (!cell || hidden.size === 0) return false;
    const label = cell.dataset['label'] ?? textOf(cell);
    return known.has(label) && hidden.has(label);
  };

  function showColumns({ table, heads }: Prepared, hidden: ReadonlySet<string>): void {
    for (const [column, head] of heads.entries()) {
      const is = isHidden(head, hidden);
      if (column === 0 || head.hidden === is) continue;
      head.hidden = is;
      for (const body of table.tBodies)
        for (const row of body.rows) if (row.cells.length === heads.length) row.cells[column]!.hidden = is;
    }
  }

  function showOrder({ heads, body, rows }: Prepared, sort: PageState['sort']): void {
    const sorted = heads.some((head) => head.ariaSort);
    for (const [column, head] of heads.entries())
      head.ariaSort = sort?.column === column ? (sort.descending ? 'descending' : 'ascending') : null;
    if (sort === null || sort.column >= heads.length) {
      if (sorted) body.append(...rows);
      return;
    }
    const numeric = isNumeric(heads[sort.column]!);
    const lacks = (row: HTMLTableRowElement): boolean => numeric && numberOf(row.cells[sort.column]) === null;
    const [known, lacking] = [rows.filter((row) => !lacks(row)), rows.filter(lacks)];
    const ordered = known.toSorted(
      (a, b) => compared(a, b, sort.column, numeric) * (sort.descending ? -1 : 1),
    );
    // Without a value a row is neither first nor last: it stands below all.
    body.append(...ordered, ...lacking);
  }

  return {
    prepare: (root) => {
      for (const table of root.querySelectorAll('table')) prepareOne(table);
    },
    show: () => {
      for (const one of prepared.values()) showOne(one);
    },
  };
}
