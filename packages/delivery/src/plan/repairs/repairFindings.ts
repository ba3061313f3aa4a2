import type { StackResourceDrift } from '@aws-sdk/client-cloudformation';
import type { Finding } from '@plinth/plugin-environments-common';
import type { RepairStatement } from '@plinth/repository';
import type { DeployedStack } from '../../aws/DeployedStack';
import { summarizeDrift } from '../../drift/detectDrift';
import type { SynthesizedStack } from '../../synth/Assembly';

type NamedStack = Pick<SynthesizedStack, 'stackName' | 'unit'>;

/** Why a stack is not put back whatever drifted in it; undefined if it may be. */
export function refuseRepair(
  stack: NamedStack,
  deployed: DeployedStack | undefined,
  { revert }: RepairStatement,
): Finding | undefined {
  const { stackName, unit } = stack;
  if (!deployed) {
    return finding(
      'error',
      unit,
      `Stack ${stackName} is not deployed, so there is nothing to put back.`,
    );
  }
  const asked = revert[stackName];
  const now = deployed.provenance?.commit;
  return now === asked
    ? undefined
    : finding(
        'error',
        unit,
        `Stack ${stackName} was deployed from ${asked.slice(0, 7)} when its repair was asked for, and is deployed from ${now?.slice(0, 7) ?? 'nobody knows what'} now. Look at what has drifted since, and ask again.`,
      );
}

/** What putting a stack back does by what CloudFormation found in it, or why it cannot. */
export function repairFindings(
  { stackName, unit }: NamedStack,
  drifts: readonly StackResourceDrift[],
): Finding[] {
  const { status, checkedResources, drifted } = summarizeDrift(drifts);
  if (status === 'NOT_CHECKED') {
    return [
      finding(
        'error',
        unit,
        `CloudFormation can compare no resource of stack ${stackName} with what is there, so it cannot put anything back.`,
      ),
    ];
  }
  if (drifted.length === 0) {
    return [
      finding(
        'error',
        unit,
        `Nothing has drifted in stack ${stackName} by what CloudFormation finds now in ${checkedResources} resources. Close this pull request.`,
      ),
    ];
  }
  const modified = drifted
    .filter(each => each.status === 'MODIFIED')
    .map(
      ({ logicalId, properties }) => `${logicalId} (${properties.join(', ')})`,
    );
  const deleted = drifted
    .filter(each => each.status === 'DELETED')
    .map(({ logicalId, resourceType }) => `${logicalId} (${resourceType})`);
  return [
    finding(
      'warning',
      unit,
      [
        `Once this is approved and merged, the deployment overwrites what was changed past it in stack ${stackName}.`,
        ...(modified.length > 0
          ? [`Back to what the template says: ${modified.join('; ')}.`]
          : []),
        ...(deleted.length > 0
          ? [
              `Deleted, and made anew without what they held: ${deleted.join(', ')}.`,
            ]
          : []),
        `CloudFormation could compare ${checkedResources} of its resources; what it cannot compare stays as it is.`,
      ].join(' '),
    ),
  ];
}

function finding(
  severity: Finding['severity'],
  unit: string,
  message: string,
): Finding {
  return { severity, rule: 'drift.revert', message, unit };
}
