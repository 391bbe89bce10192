/** Folders that are made where they are missing, on any file system. */

import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and what is missing above it; one that is there is left as it is. In place of Node's `recursive`, which
 * never comes back where a folder that stands has no room for others and says so by ENOENT, as those of /proc do.
 */
export async function makeFolder(folder: string): Promise<void> {
  const fault = await faultOfMaking(folder);
  if (fault === null) return;
  const above = dirname(folder);
  if (fault.code !== 'ENOENT' || above === folder) throw fault;
  await makeFolder(above);
  // Only now is what is above known to stand: another may have made it since the first try.
  const again = await faultOfMaking(folder);
  if (again !== null) throw again.code === 'ENOENT' ? noneThere(folder, again) : again;
}

/** null: it stands. */
async function faultOfMaking(folder: string): Promise<NodeJS.ErrnoException | null> {
  try {
    await mkdir(folder);
    return null;
  } catch (error) {
    return (await isFolder(folder)) ? null : (error as NodeJS.ErrnoException);
  }
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

const noneThere = (folder: string, cause: NodeJS.ErrnoException): NodeJS.ErrnoException =>
  Object.assign(new Error(`ENOENT: its file system makes no folder there, mkdir '${folder}'`, { cause }), {
    ...{ code: cause.code, errno: cause.errno, syscall: cause.syscall, path: folder },
  });
