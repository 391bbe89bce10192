export { VERSION } from '../datasets/version.node.ts';
