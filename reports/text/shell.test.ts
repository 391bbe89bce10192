import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { shellWord, shellWords } from './shell.ts';

it('a shell reads the words that were meant', { skip: process.platform === 'win32' }, () => {
  const words = [
    'out/a',
    "it's",
    'two words',
    '$(id)',
    '`id`',
    ';rm',
    '"',
    '*',
    '~',
    '',
    '\\',
    'a\nb',
    '#',
    '!',
    '-x',
    'a=b',
  ];
  const read = execFileSync('sh', ['-c', `printf '%s\\0' ${shellWords(words)}`], { encoding: 'utf8' });
  expect(read.split('\0').slice(0, -1)).toEqual(words);
  expect(shellWord('out/quickstart')).toBe('out/quickstart');
});
