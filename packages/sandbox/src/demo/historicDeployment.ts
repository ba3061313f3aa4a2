import type { AwsSandbox } from '../aws';
import type { Pull } from '../github/model';
import { planHashOf, type HistoricRequest } from '../HistoricRequest';

/** What is deployed of a request of the past. */
export interface HistoricDeployment {
  request: HistoricRequest;
  pull: Pick<Pull, 'number' | 'mergedBy'>;
  /** The commit that it was merged as. */
  sha: string;
}

/** Deploys the stacks of a request as a run of the pipeline does, with what they say of where they come from. */
export async function deployHistoric(
  aws: AwsSandbox,
  run: number,
  { request, pull, sha }: HistoricDeployment,
): Promise<void> {
  const { deployment, fault, stacks, units } = request;
  const planHash = planHashOf(request);
  for (const stack of stacks) {
    if (fault && (deployment === 'rolledBack' || deployment === 'failed')) {
      aws.faults.failNext({
        ...fault,
        action: 'update',
        // The way back fails, too.
        times: deployment === 'failed' ? 2 : 1,
        account: stack.account,
        stackName: stack.stackName,
      });
    }
    await aws.cloudFormation.deploy({
      account: stack.account,
      region: stack.region,
      stackName: stack.stackName,
      template: JSON.stringify(stack.template),
      token: `plinth-${sha.slice(0, 12)}-${run}`,
      terminationProtection: units[0].stage === 'production',
      tags: Object.entries(stack.tags).map(([Key, Value]) => ({ Key, Value })),
      parameters: [
        {
          key: 'PlinthProvenance',
          value: JSON.stringify({
            commit: sha,
            pullRequest: pull.number,
            run: String(run),
            planHash,
          }),
        },
      ],
    });
  }
}
