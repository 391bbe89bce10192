import { afterEach, describe, expect, it, vi } from 'vitest';
import { act } from './action.node.ts';
import { EXIT_INTERRUPTED } from './exit.node.ts';

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

const said = (stream: NodeJS.WriteStream): string[] => {
  const lines: string[] = [];
  vi.spyOn(stream, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  return lines;
};

describe('act', () => {
  it('ends as interrupted when the work heard nothing, and prints no result after the signal', async () => {
    const [stdout, stderr] = [said(process.stdout), said(process.stderr)];
    await act({ quiet: true }, async ({ print }) => {
      process.emit('SIGINT', 'SIGINT');
      print({}, () => ['a result']);
    });
    expect(process.exitCode).toBe(EXIT_INTERRUPTED);
    expect(stdout).toEqual([]);
    expect(stderr).toEqual(['interrupted (SIGINT)\n']);
  });

  it('says what is kept where something is', async () => {
    const stderr = said(process.stderr);
    await act({ quiet: true }, async () => void process.emit('SIGTERM', 'SIGTERM'), 'finished fits are kept');
    expect(process.exitCode).toBe(EXIT_INTERRUPTED);
    expect(stderr).toEqual(['interrupted (SIGTERM); finished fits are kept\n']);
  });

  it('leaves no listener behind', async () => {
    const before = process.listenerCount('SIGINT');
    await act({ quiet: true }, async () => {});
    expect(process.listenerCount('SIGINT')).toBe(before);
    expect(process.exitCode).toBeUndefined();
  });
});
