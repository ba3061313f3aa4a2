import {
  parseRepositoryUrl,
  readFreezes,
  type Freeze,
} from '@plinth/repository';
import { ObjectCache, Snapshot } from '@plinth/repository/github';
import { DeliveryError, messageOf } from '../errors';
import { branchOf, type RunContext } from './RunContext';
import { runClient } from './runClient';

/**
 * The freezes of the protected branch as it is now. They are read from GitHub, since a run that was started again, or waited
 * for its reviewers, has checked out what the branch was before.
 *
 * @throws DeliveryError where they cannot be read: then nobody knows what is frozen
 */
export async function freezesNow(run: RunContext): Promise<Freeze[]> {
  const branch = branchOf(run);
  const { origin } = new URL(run.runUrl);
  const address = parseRepositoryUrl(`${origin}/${run.owner}/${run.repo}`);
  try {
    const main = await Snapshot.ofBranch(
      runClient(run),
      { ...address, branch },
      branch,
      new ObjectCache(),
    );
    if (!main) {
      throw new Error(`there is no branch ${branch}`);
    }
    return await readFreezes(main);
  } catch (error) {
    throw new DeliveryError(
      `Nothing was deployed, since it cannot be read what is frozen: ${messageOf(error)}. Repair that, then run this again.`,
      'governance',
    );
  }
}
