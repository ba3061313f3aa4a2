import type { AwsSandbox } from '../aws';
import type { SandboxClock } from '../clock';
import type { Pull } from '../github/model';
import { planHashOf, type HistoricRequest } from '../HistoricRequest';
import type { HistoricReports } from './HistoricReports';

/** What is deployed of a request of the past. */
export interface HistoricDeployment {
  request: HistoricRequest;
  pull: Pick<Pull, 'number' | 'mergedBy'>;
  /** The commit that it was merged as. */
  sha: string;
}

/**
 * Deploys the stacks of a request as a run of the pipeline does, with what they say of where they come from.
 *
 * @param parts.reports - where the run leaves its report to the portal; none is made without it
 */
export async function deployHistoric(
  parts: { aws: AwsSandbox; clock: SandboxClock; reports?: HistoricReports },
  run: number,
  step: HistoricDeployment,
): Promise<void> {
  const { aws, clock, reports } = parts;
  const { request, pull, sha } = step;
  const startedAt = clock.now().toISOString();
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
  reports?.keep({
    ...step,
    runId: run,
    startedAt,
    finishedAt: clock.now().toISOString(),
    stackIdOf: stack =>
      aws.cloudFormation.store.find(stack, stack.stackName)?.id,
  });
}
