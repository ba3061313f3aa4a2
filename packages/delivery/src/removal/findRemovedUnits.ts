import { UNIT_TAG, type Governance } from '@plinth/blueprints/schema';
import { readDecommission } from '@plinth/repository';
import type { UnitFolder } from '@plinth/repository/units';
import type { StackReader } from '../aws/DeployedStack';
import { DeliveryError } from '../errors';
import type { Git } from '../git/Git';
import { findStacks } from './findStacks';
import { placeKey, type FoundStack, type Place } from './FoundStack';
import { endsByItself, stacksOfRemoved, type RemovedUnit } from './RemovedUnit';

/**
 * Finds what there is of units whose folders are gone, wherever governance lets stacks of their accounts be.
 *
 * @throws DeliveryError where a place cannot be read, InputError where a statement is not valid
 */
export async function findRemovedUnits(options: {
  /** As they were before the change. */
  removed: readonly UnitFolder[];
  /** All units after it. */
  units: readonly UnitFolder[];
  /** Paths of all units that the change removes. */
  going: readonly string[];
  governance: Governance | undefined;
  git: Git;
  /** The commit before the change, whose statements count. */
  base: string;
  /** The commit of the protected branch whose history says what was approved. */
  authority: string;
  reader: Pick<StackReader, 'list'>;
}): Promise<RemovedUnit[]> {
  const { removed, units, going, governance, git, base, authority } = options;
  if (removed.length === 0) {
    return [];
  }
  const { stacks, unread } = await findStacks({
    places: placesOf(removed, governance),
    reader: options.reader,
    git,
    head: authority,
    inQuestion: stack => mayMatter(stack, removed),
  });
  if (unread.length > 0) {
    const reasons = unread.map(
      ({ account, region, reason }) => `${account} ${region}: ${reason}`,
    );
    const paths = removed.map(({ path }) => path);
    throw new DeliveryError(
      `It cannot be told which stacks ${paths.join(', ')} have: ${reasons.join('; ')}. Let the pipeline's roles list stacks there, and run this again.`,
      'access',
    );
  }
  return Promise.all(
    removed.map(async each => ({
      ...each,
      statement: await readDecommission(git.at(base), each.path),
      places: placesOf([each], governance),
      endsByItself: endsByItself(each.unit, governance),
      ...stacksOfRemoved(
        each,
        stacks.filter(({ account }) => account === each.unit.account),
        { others: units, going },
      ),
    })),
  );
}

/** The units' own regions, and all others that are authorized for their accounts. */
function placesOf(
  removed: readonly UnitFolder[],
  governance: Governance | undefined,
): Place[] {
  const places = removed.flatMap(({ unit: { account, region } }) => {
    const authorized = governance?.authorizes.accounts.find(
      ({ id }) => id === account,
    );
    return [region, ...(authorized?.regions ?? [])].map(each => ({
      account,
      region: each,
    }));
  });
  return [...new Map(places.map(each => [placeKey(each), each])).values()];
}

/** Of what the commit is asked: its own by tag or name, and tenants that may stand in it. */
function mayMatter(
  { tags, stackName }: FoundStack,
  removed: readonly UnitFolder[],
): boolean {
  const said = tags[UNIT_TAG] ?? '';
  return removed.some(
    ({ path, unit }) =>
      said === path ||
      stackName.startsWith(unit.name) ||
      (unit.kind === 'environment' && said.startsWith('tenants/')),
  );
}
