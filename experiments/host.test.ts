import { cpus } from 'node:os';
import { expect, it } from 'vitest';
import { revision } from '../datasets/revision.node.ts';
import { VERSION } from '../datasets/version.node.ts';
import { hostNow, machineNow } from './host.node.ts';

it('what makes records is this machine, this version and this revision', () => {
  const machine = {
    ...{ cpu: cpus()[0]!.model, cores: cpus().length },
    ...{ node: process.version, shoplab: VERSION },
  };
  expect(machineNow()).toEqual(machine);
  expect(hostNow()).toEqual({ ...machine, ...revision() });
  expect(machineNow('9.9.9').shoplab).toBe('9.9.9');
});
