import type { StoredStackEvent } from '../store';
import { isBeginning } from './failuresOf';

/** Events of a stack, the oldest first, by the operations that they are of; what came before the first beginning is one, too. */
export function stackOperations(
  events: readonly StoredStackEvent[],
): StoredStackEvent[][] {
  const operations: StoredStackEvent[][] = [];
  for (const event of events) {
    if (isBeginning(event) || operations.length === 0) {
      operations.push([]);
    }
    operations.at(-1)?.push(event);
  }
  return operations;
}

/** The token by which an operation tells its commit and run: `plinth-<first 12 digits of the commit>-<run>`. */
const PIPELINE_TOKEN = /^plinth-([0-9a-f]{12})-(.+)$/;

/** What an operation was begun by, as far as a token tells; undefined for one that is not the pipeline's. */
export function readPipelineToken(
  token: string | undefined,
): { commitPrefix: string; run: string } | undefined {
  const [, commitPrefix, run] = PIPELINE_TOKEN.exec(token ?? '') ?? [];
  return run === undefined ? undefined : { commitPrefix, run };
}
