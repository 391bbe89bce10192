/** Columns of long-lived owners, such as models, in the memory of kernels: copied in when first needed, out of the way again when others need the room. */

import type { ColumnInMemory, KernelMemory, Scope } from './memory.ts';

/** Columns that kernels read again and again. */
export interface Resident {
  /** Addresses of the columns, in their order; they hold until another resident of the same memory is asked for its own. */
  addresses(): readonly number[];
  /** Gives the blocks back; the next call of `addresses` copies the columns again. */
  release(): void;
}

interface Loaded {
  scope: Scope | null;
  addresses: readonly number[];
}

/** What is loaded in a memory, least recently used first. */
const loadedIn = new WeakMap<KernelMemory, Set<Loaded>>();
const collected = new FinalizationRegistry(({ memory, loaded }: { memory: KernelMemory; loaded: Loaded }) =>
  unload(memory, loaded),
);

/**
 * Columns for kernels that stay as long as the returned handle is reachable or `release` is called. Where memory runs short the
 * residents that were used longest ago make room, and are copied in again when asked. Throws RangeError from `addresses` when
 * the columns do not fit even so.
 */
export function residentColumns(memory: KernelMemory, columns: readonly ColumnInMemory[]): Resident {
  const loaded: Loaded = { scope: null, addresses: [] };
  const handle: Resident = {
    addresses() {
      const all = loadedIn.get(memory) ?? new Set();
      loadedIn.set(memory, all);
      all.delete(loaded);
      if (!loaded.scope) load(memory, loaded, columns);
      all.add(loaded);
      return loaded.addresses;
    },
    release: () => unload(memory, loaded),
  };
  collected.register(handle, { memory, loaded });
  return handle;
}

/** Runs `allocate` in a scope of its own; where it does not fit, residents make room one by one. */
export function allocateBesideResidents<T>(
  memory: KernelMemory,
  allocate: (scope: Scope) => T,
): { readonly scope: Scope; readonly result: T } {
  for (;;) {
    const scope = memory.openScope();
    try {
      return { scope, result: allocate(scope) };
    } catch (error) {
      scope.close();
      const [oldest] = loadedIn.get(memory) ?? [];
      if (!(error instanceof RangeError) || !oldest) throw error;
      unload(memory, oldest);
    }
  }
}

function load(memory: KernelMemory, loaded: Loaded, columns: readonly ColumnInMemory[]): void {
  const { scope, result } = allocateBesideResidents(memory, (blocks) =>
    columns.map((column) => blocks.put(column)),
  );
  loaded.scope = scope;
  loaded.addresses = result;
}

function unload(memory: KernelMemory, loaded: Loaded): void {
  loaded.scope?.close();
  loaded.scope = null;
  loaded.addresses = [];
  loadedIn.get(memory)?.delete(loaded);
}
