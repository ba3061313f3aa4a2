import { createHash } from 'node:crypto';
import { synthesizeUnit } from '@plinth/blueprints';
import type { AwsSandbox } from '../aws';
import type { Pull } from '../github/model';
import type { HistoricChange } from './units';

/** What is deployed of a change of the demo's history. */
export interface HistoricDeployment {
  change: HistoricChange;
  pull: Pick<Pull, 'number' | 'mergedBy'>;
  /** The commit that it was merged as. */
  sha: string;
  planHash: string;
  stacks: ReturnType<typeof synthesizeUnit>;
}

/** The stacks of a change, and the hash that stands for their plan. */
export function synthesizeHistoric(
  change: HistoricChange,
): Pick<HistoricDeployment, 'stacks' | 'planHash'> {
  const stacks = synthesizeUnit(change.unit);
  const planHash = createHash('sha256')
    .update(JSON.stringify(stacks.map(stack => stack.template)))
    .digest('hex');
  return { stacks, planHash };
}

/** Deploys the stacks of a change as a run of the pipeline does, with what they say of where they come from. */
export async function deployHistoric(
  aws: AwsSandbox,
  run: number,
  { change, pull, sha, planHash, stacks }: HistoricDeployment,
): Promise<void> {
  for (const stack of stacks) {
    if (change.deployment === 'rolledBack') {
      aws.faults.failNext({
        type: 'AWS::RDS::DBInstance',
        action: 'update',
        message:
          'Storage can be changed again six hours after the last change (Service: Rds, Status Code: 400)',
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
      terminationProtection: change.unit.stage === 'production',
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
