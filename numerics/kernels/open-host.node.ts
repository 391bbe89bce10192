/** Hosts of kernels in Node: one for each number of threads and process, started once. */

import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { type HelperStart, type KernelHost, openHost } from './host.ts';

const hosts = new Map<number, KernelHost>();
const modules = new Map<string, WebAssembly.Module>();

/**
 * The host of this thread of the process with so many threads; the same one whenever it is asked for. Helping threads start
 * with the first job that can use them and do not keep the process alive.
 */
export function kernelHost(threads = 1): KernelHost {
  const known = hosts.get(threads);
  if (known) return known;
  const own = openOwnHost(threads);
  const host: KernelHost = {
    ...own,
    close() {
      hosts.delete(threads);
      own.close();
    },
  };
  hosts.set(threads, host);
  return host;
}

/** A host that is not shared with others; close it. */
export function openOwnHost(threads = 1, mostBytes?: number): KernelHost {
  return openHost({
    module: compiled(threads > 1 ? 'kernels.shared.wasm' : 'kernels.wasm'),
    unshared: () => compiled('kernels.wasm'),
    threads,
    spawn,
    ...(mostBytes !== undefined && { mostBytes }),
  });
}

function spawn(start: HelperStart): () => void {
  const worker = new Worker(built('helper.node.js'), { workerData: start });
  worker.unref();
  return () => void worker.terminate();
}

function compiled(name: string): WebAssembly.Module {
  let module = modules.get(name);
  if (!module) {
    module = new WebAssembly.Module(readFileSync(built(name)));
    modules.set(name, module);
  }
  return module;
}

/** What the build leaves: beside this file when this file is compiled, else under dist/. */
function built(name: string): URL {
  return import.meta.url.endsWith('.ts')
    ? new URL(`../../dist/numerics/kernels/${name}`, import.meta.url)
    : new URL(`./${name}`, import.meta.url);
}
