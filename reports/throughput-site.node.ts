export async function writeThroughputReport(folder: string, _options: { signal: AbortSignal; onProgress(done: number, total: number): void }): Promise<{ html: string }> {
  return { html: folder };
}
