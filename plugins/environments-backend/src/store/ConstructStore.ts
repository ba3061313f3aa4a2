import type { DeployedStack } from '@plinth/plugin-environments-common';
import type { Place } from './sources';

/** What a deployment reports of a stack, as far as it concerns its constructs. */
export type ReportedConstructs = Pick<
  DeployedStack,
  'account' | 'region' | 'stackName' | 'operation' | 'outcome' | 'constructs'
>;

/** Which constructs make the resources of stacks, as the pipeline reported it. */
export interface ConstructStore {
  /**
   * Takes in what a deployment reports of its stacks. A stack that was deployed has what was reported and nothing else; one that is being
   * deployed, or was not deployed to the end, has that and what was known before; one that was deleted has none. What a later
   * deployment reported stays.
   */
  putConstructs(
    deployment: { repository: string; startedAt: string },
    stacks: readonly ReportedConstructs[],
  ): Promise<void>;
  /**
   * Paths of the constructs of a stack, below it, by the logical IDs of their resources; empty where no pipeline reported any.
   *
   * @param repository - the one whose pipeline is asked for; of several, the last one that deployed it where that is not known
   */
  constructsOf(
    stack: Place & { name: string },
    repository: string | undefined,
  ): Promise<ReadonlyMap<string, string>>;
}
