import type { FleetRow, FleetUnit } from '../store';

/** The accounts that units of tests are in. */
export const ACCOUNTS = ['111122223333', '444455556666'];

/** An environment of stage dev, with its row. */
export function fleetUnit(
  name: string,
  overrides: Partial<FleetRow> = {},
): FleetUnit {
  const row: FleetRow = {
    entityRef: `resource:default/${name}`,
    name,
    kind: 'environment',
    stage: 'dev',
    account: ACCOUNTS[0],
    region: 'us-east-1',
    owner: 'group:default/platform',
    blueprint: 'application@1.0.0',
    system: name,
    health: 'Healthy',
    sync: 'InSync',
    monthToDate: null,
    forecast: null,
    monthlyBudget: null,
    createdAt: null,
    lastDeployedAt: null,
    sources: [],
    ...overrides,
  };
  const { entityRef, kind, stage, account, region, owner, blueprint } = row;
  return {
    identity: {
      entityRef,
      name,
      kind,
      unit: `${kind}s/${name}`,
      stage,
      account,
      region,
      owner,
      blueprint,
      stacks: [name],
    },
    row,
  };
}
