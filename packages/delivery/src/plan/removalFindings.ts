import {
  authorizesCommand,
  type Governance,
  type Unit,
} from '@plinth/blueprints/schema';
import type { Finding } from '@plinth/plugin-environments-common';
import type { DeployedStack } from '../aws/DeployedStack';

/** The label with which a pull request says that removing a unit's folder is meant. */
const DECOMMISSION_LABEL = 'plinth:decommission';

/** What it means that a unit's folder is gone. Nothing but a preview is ever deleted for that reason alone. */
export function removalFindings(options: {
  path: string;
  /** As it was at the base; undefined when it was not valid there. */
  unit: Unit | undefined;
  deployed: DeployedStack | undefined;
  governance: Governance | undefined;
  /** Labels of the pull request. */
  labels: readonly string[];
}): Finding[] {
  const { path, unit, deployed, governance, labels } = options;
  const finding = (severity: Finding['severity'], message: string) => [
    {
      severity,
      rule: 'unit.removed',
      message: `${path} is removed${message}`,
      unit: path,
    },
  ];
  if (!unit) {
    return finding(
      'error',
      ', and it was not a valid unit before, so it cannot be told which stack would be left without code. Correct it first, in a pull request of its own.',
    );
  }
  if (!deployed) {
    return [];
  }
  if (
    unit.stage === 'preview' &&
    deployed.tags['plinth:stage'] === 'preview' &&
    authorizesCommand(governance, 'previews')
  ) {
    return finding(
      'warning',
      `. Once this is merged, the next run of the workflow preview deletes its stack ${deployed.stackId} with all that it holds.`,
    );
  }
  return labels.includes(DECOMMISSION_LABEL)
    ? finding(
        'warning',
        `. Its stack ${deployed.stackId} stays in the account until it is decommissioned there; plinth does not delete it.`,
      )
    : finding(
        'error',
        `, but its stack ${deployed.stackId} is deployed and would be left without code. Put the folder back, or label the pull request ${DECOMMISSION_LABEL} if that is meant.`,
      );
}
