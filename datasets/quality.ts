/** The account of a cleaning: every row that came in is either kept or dropped under exactly one rule. */
export interface Account {
  /** What is counted, in the plural: `actions`; rows when left out. */
  readonly of?: string;
  /** Rows read from the source. */
  readonly read: number;
  /** Rules in the order in which they were applied. */
  readonly steps: readonly AccountStep[];
  /** Rows kept: read minus everything dropped. */
  readonly kept: number;
  /** What drops nothing but should be known. */
  readonly notes?: readonly AccountNote[];
}

export interface AccountStep {
  readonly rule: string;
  readonly dropped: number;
  /** Rows that remain after this rule. */
  readonly left: number;
}

export interface AccountNote {
  readonly note: string;
  readonly rows: number;
}

/** A row stays only if every rule keeps it; it is dropped under the first that does not. */
export interface Rule {
  /** What is required of a row, in words: `positive quantity`. */
  readonly rule: string;
  keep(row: number): boolean;
}

/** Applies `rules` in order to rows 0 to `rows` - 1; `kept` ascends. */
export function applyRules(
  rows: number,
  rules: readonly Rule[],
): { readonly kept: Uint32Array; readonly account: Account } {
  const kept = new Uint32Array(rows);
  const dropped = new Uint32Array(rules.length);
  let size = 0;
  for (let row = 0; row < rows; row++) {
    const failed = rules.findIndex((rule) => !rule.keep(row));
    if (failed < 0) kept[size++] = row;
    else dropped[failed]!++;
  }
  let left = rows;
  const steps = rules.map(({ rule }, i) => {
    left -= dropped[i]!;
    return { rule, dropped: dropped[i]!, left };
  });
  const account = { read: rows, steps, kept: size };
  checkAccount(account);
  return { kept: kept.slice(0, size), account };
}

/** The account with what should be known beside it; notes that concern no row are left out. */
export function withNotes(account: Account, notes: readonly AccountNote[]): Account {
  return { ...account, notes: [...(account.notes ?? []), ...notes.filter(({ rows }) => rows > 0)] };
}

/** The accounts of several tables as one: rows of all of them read, then the rules of each table in turn. */
export function joinAccounts(tables: Readonly<Record<string, Account>>): Account {
  const accounts = Object.entries(tables);
  const read = accounts.reduce((sum, [, account]) => sum + account.read, 0);
  let left = read;
  const steps = accounts.flatMap(([table, account]) =>
    account.steps.map(({ rule, dropped }) => {
      left -= dropped;
      return { rule: `${table}: ${rule}`, dropped, left };
    }),
  );
  const kept = accounts.reduce((sum, [, account]) => sum + account.kept, 0);
  const notes = accounts.flatMap(([table, account]) =>
    (account.notes ?? []).map(({ note, rows }) => ({ note: `${table}: ${note}`, rows })),
  );
  const joined = withNotes({ read, steps, kept }, notes);
  checkAccount(joined);
  return joined;
}

/** Throws unless read = kept + everything dropped, after every step and in the end. */
export function checkAccount(account: Account): void {
  let left = account.read;
  for (const step of account.steps) {
    left -= step.dropped;
    if (step.left !== left) {
      throw new Error(`account: ${step.left} rows said to be left after '${step.rule}'; ${left} are`);
    }
  }
  if (account.kept !== left) throw new Error(`account: ${account.kept} rows said to be kept; ${left} are`);
}

/** The account as lines of text: what was read, what each rule dropped and left, what was kept, what should be known. */
export function formatAccount(account: Account): string[] {
  const rules = account.steps.map(({ rule }) => rule);
  const [read, kept] = [`${account.of ?? 'rows'} read`, `${account.of ?? 'rows'} kept`];
  const wide = Math.max(read.length, kept.length, ...rules.map((rule) => rule.length));
  const figure = (rows: number): string => grouped(rows).padStart(12);
  return [
    `${read.padEnd(wide)}${' '.repeat(13)}${figure(account.read)}`,
    ...account.steps.map(
      ({ rule, dropped, left }) =>
        `${rule.padEnd(wide)} ${dropped > 0 ? figure(-dropped) : figure(0)}${figure(left)}`,
    ),
    `${kept.padEnd(wide)}${' '.repeat(13)}${figure(account.kept)}`,
    ...(account.notes ?? []).map(({ note, rows }) => `note: ${grouped(rows)} ${note}`),
  ];
}

/** 1234567 as 1,234,567. */
function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
