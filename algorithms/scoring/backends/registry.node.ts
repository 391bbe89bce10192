import type { BackendOffer } from './backend.ts';
import { core } from './core.ts';
import { mlMatrix } from './ml-matrix.node.ts';
import { onnxruntimeNode } from './onnxruntime.node.ts';
import { reference } from './reference.ts';
import { tfjsNode, tfjsWasm } from './tensorflow.node.ts';

/** The only list of backends; the reference comes first, and others are compared with it. */
export const BACKENDS = {
  reference,
  core,
  'ml-matrix': mlMatrix,
  'tfjs-wasm': tfjsWasm,
  'tfjs-node': tfjsNode,
  'onnxruntime-node': onnxruntimeNode,
} as const satisfies Record<string, BackendOffer>;

export type BackendName = keyof typeof BACKENDS;
