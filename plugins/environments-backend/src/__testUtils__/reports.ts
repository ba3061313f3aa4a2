import type {
  DeployedStack,
  DeploymentReport,
} from '@plinth/plugin-environments-common';
import { PLACE } from './stackReading';

/** How an example run deployed the stack of the unit `environments/<name>`. */
export function deployedStack(
  name: string,
  overrides: Partial<DeployedStack> = {},
): DeployedStack {
  return {
    ...PLACE,
    unit: `environments/${name}`,
    stackName: name,
    outcome: 'succeeded',
    ...overrides,
  };
}

/** What an example run reports of its deployment. */
export function deploymentReport(
  overrides: Partial<DeploymentReport> = {},
): DeploymentReport {
  return {
    id: 'run-1',
    commit: 'c1',
    runId: '1',
    outcome: 'succeeded',
    startedAt: '2026-05-10T10:00:00Z',
    stacks: [],
    ...overrides,
  };
}
