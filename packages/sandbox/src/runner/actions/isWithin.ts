import { isAbsolute, relative, sep } from 'node:path';

/** Whether a path is a folder or inside it. A name that only begins with two dots, such as `..x`, leads nowhere else. */
export function isWithin(folder: string, path: string): boolean {
  const away = relative(folder, path);
  return away.split(sep)[0] !== '..' && !isAbsolute(away);
}
