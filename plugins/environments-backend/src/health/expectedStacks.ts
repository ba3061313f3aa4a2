import type {
  DeploymentReport,
  UnitIdentity,
} from '@plinth/plugin-environments-common';

/** Those that the entity names, and those that the unit's last deployment dealt with: it knows of companions in other regions. */
export function expectedStacks(
  { unit, stacks }: Pick<UnitIdentity, 'unit' | 'stacks'>,
  report: DeploymentReport | undefined,
): string[] {
  const deployed = report?.stacks.filter(stack => stack.unit === unit) ?? [];
  return [
    ...new Set([...stacks, ...deployed.map(({ stackName }) => stackName)]),
  ];
}
