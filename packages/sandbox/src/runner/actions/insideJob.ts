import { resolve } from 'node:path';
import type { ActionContext } from './BuiltInAction';
import { isWithin } from './isWithin';

/** A path of an input, from the workspace on. Throws `Error` for one that leads out of the job's folders. */
export function insideJob(context: ActionContext, path: string): string {
  const { workspace, root } = context.paths;
  const whole = resolve(workspace, path);
  if (!isWithin(root, whole)) {
    throw new Error(`${path} is outside the job's folders`);
  }
  return whole;
}
