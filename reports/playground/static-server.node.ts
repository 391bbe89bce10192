/** Serves a folder with the static playground on this machine alone, as any web server would. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentType, HEADERS, type LocalServer, openLocalServer, refuse } from '../local-server.node.ts';

export interface StaticOptions {
  /** 0: any that is free. */
  readonly port: number;
  /** Folder of the address under which the files stand, `some/where/`. */
  readonly under?: string;
}

/** Files are read once and served by their exact names: no path leads to anything else, and links are not followed. */
export function serveFolder(folder: string, { port, under = '' }: StaticOptions): Promise<LocalServer> {
  const files = new Map(
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isFile() ? [[entry.name, readFileSync(join(folder, entry.name))] as const] : [],
    ),
  );
  return openLocalServer(port, (request, response, path) => {
    const name = path?.startsWith(under) ? path.slice(under.length) || 'index.html' : null;
    const bytes = name === null ? undefined : files.get(name);
    if (bytes === undefined) return refuse(response, 404, 'there is no such file');
    response.writeHead(200, {
      ...HEADERS,
      'Content-Type': contentType(name!),
      'Content-Length': bytes.length,
    });
    response.end(request.method === 'HEAD' ? undefined : bytes);
  });
}
