import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createProgress } from './progress.node.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

function lines(): { readonly written: string[]; readonly progress: ReturnType<typeof createProgress> } {
  const written: string[] = [];
  const stream = { isTTY: false, write: (text: string) => written.push(text) > 0 };
  return { written, progress: createProgress(stream as unknown as NodeJS.WriteStream) };
}

it('tells quarters of a stage on a plain stream, each once', () => {
  const { written, progress } = lines();
  for (let done = 0; done <= 8; done++) progress.update('fits', done, 8);
  progress.update('drawing', 0, 1);
  expect(written).toEqual([
    'fits: 0/8\n',
    'fits: 2/8\n',
    'fits: 4/8\n',
    'fits: 6/8\n',
    'fits: 8/8\n',
    'drawing: 0/1\n',
  ]);
});

it('tells what is under way where nothing was told for half a minute', () => {
  const { written, progress } = lines();
  progress.update('fits', 0, 2);
  for (let second = 1; second <= 70; second++) {
    vi.advanceTimersByTime(1000);
    progress.update('fits', 0, 2, `simplex ${second}%`);
  }
  expect(written).toEqual(['fits: 0/2\n', 'fits: 0/2, simplex 31%\n', 'fits: 0/2, simplex 62%\n']);
});
