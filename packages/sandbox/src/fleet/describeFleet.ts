import {
  BlueprintRegistry,
  validateUnit,
  type Unit,
} from '@plinth/blueprints/schema';
import { chanceOf } from './chance';
import {
  AILMENTS,
  type Ailment,
  type Fleet,
  type FleetAccount,
  type FleetMember,
} from './Fleet';
import { fleetHistory } from './fleetHistory';

const REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1'];
const STAGES_OF_ACCOUNTS = [
  ...Array<'dev'>(3).fill('dev'),
  ...Array<'staging'>(2).fill('staging'),
  ...Array<'production'>(5).fill('production'),
];
const TEAMS = [
  ...['orders', 'payments', 'billing', 'ledger', 'pricing', 'catalogue'],
  ...['search', 'checkout', 'shipping', 'returns', 'stock', 'warehouse'],
  ...['routing', 'tracking', 'identity', 'consent', 'profiles', 'loyalty'],
  ...['offers', 'campaigns', 'mailing', 'messages', 'support', 'tickets'],
  ...['reports', 'forecast', 'metering', 'archive', 'documents', 'signing'],
  ...['contracts', 'quotes', 'policies', 'fraud', 'risk', 'treasury'],
  ...['payroll', 'hiring', 'training', 'facilities'],
];
const CUSTOMERS = [
  ...['acorn', 'alder', 'aspen', 'beech', 'birch', 'cedar', 'clover'],
  ...['elder', 'fern', 'hazel', 'heather', 'holly', 'juniper', 'larch'],
  ...['laurel', 'linden', 'maple', 'myrtle', 'oak', 'olive', 'poplar'],
  ...['rowan', 'sage', 'sorrel', 'spruce', 'thistle', 'willow', 'yarrow'],
];

/** Of so many units one is an environment; the others are tenants. */
const UNITS_PER_ENVIRONMENT = 5;

/** What is wrong with which share of all units: in a fleet of two hundred there is some of everything. */
const SHARES: Readonly<Record<Ailment, number>> = {
  drifted: 0.02,
  failed: 0.01,
  rolledBack: 0.01,
  behind: 0.01,
  overBudget: 0.02,
  alarm: 0.01,
  orphaned: 0.005,
};

function accountsOf(): FleetAccount[] {
  return STAGES_OF_ACCOUNTS.map((stage, index) => ({
    id: String(210_000_000_001 + index),
    name: `fleet-${stage}-${index + 1}`,
    stages: [stage],
    regions: REGIONS,
    falls: index === STAGES_OF_ACCOUNTS.length - 1,
  }));
}

/** A block of its own for each environment, of the smallest that a blueprint takes: 10.0.0.0/8 has 4,096. */
function networkOf(index: number): string {
  return `10.${Math.floor(index / 16)}.${(index % 16) * 16}.0/20`;
}

/** What is wrong with which unit. An environment is not removed while it has tenants. */
function ailmentsOf(
  count: number,
  environments: number,
  chance: ReturnType<typeof chanceOf>,
): Map<number, Ailment> {
  const order = Array.from({ length: count }, (_, index) => ({
    index,
    at: chance('ailment', index),
  })).sort((a, b) => a.at - b.at);
  const ill = new Map<number, Ailment>();
  for (const ailment of AILMENTS) {
    order
      .filter(
        ({ index }) =>
          !ill.has(index) && (ailment !== 'orphaned' || index >= environments),
      )
      .slice(0, Math.round(count * SHARES[ailment]))
      .forEach(({ index }) => ill.set(index, ailment));
  }
  return ill;
}

/**
 * Tells a fleet of so many units, of which one in five is an environment and the others are its tenants, in ten accounts with four regions each. The same seed,
 * size and end give the same fleet.
 *
 * @param options.until - when its year of history ends, milliseconds since the epoch
 *
 * @throws RangeError for a size that is no whole number from 1 to 20,000
 */
export function describeFleet(options: {
  seed: string;
  units: number;
  until: number;
}): Fleet {
  const { seed, units: count, until } = options;
  if (!Number.isInteger(count) || count < 1 || count > 20_000) {
    throw new RangeError(
      `A fleet has from 1 to 20000 units, and not ${count}: its environments would run out of networks`,
    );
  }
  const chance = chanceOf(seed);
  const oneOf = <T>(from: readonly T[], ...about: (string | number)[]): T =>
    from[Math.floor(chance(...about) * from.length)];
  const blueprints = new BlueprintRegistry();
  const accounts = accountsOf();
  const places = REGIONS.flatMap(region =>
    accounts.map(account => ({ account, region })),
  );
  const environmentCount = Math.ceil(count / UNITS_PER_ENVIRONMENT);
  const ailments = ailmentsOf(count, environmentCount, chance);
  const complete = (unit: Omit<Unit, 'monthlyBudget'>, index: number) =>
    validateUnit(
      {
        ...unit,
        monthlyBudget:
          ailments.get(index) === 'overBudget'
            ? 1
            : 50 + 50 * Math.floor(chance('budget', unit.name) * 20),
      },
      blueprints,
    );
  const environments = Array.from({ length: environmentCount }, (_, index) => {
    const { account, region } = places[index % places.length];
    const [stage] = account.stages;
    const team = oneOf(TEAMS, 'team', index);
    return complete(
      {
        kind: 'environment',
        name: `${team}-${stage}-${index + 1}`,
        blueprint: 'application',
        version: '1.1.0',
        stage,
        account: account.id,
        region,
        owner: `group:default/${team}`,
        parameters: { cidr: networkOf(index) },
      },
      index,
    );
  });
  const tenants = Array.from({ length: count - environmentCount }, (_, i) => {
    const environment = oneOf(environments, 'environment', i);
    const { stage, account, region, owner } = environment;
    return complete(
      {
        kind: 'tenant',
        name: `${oneOf(CUSTOMERS, 'customer', i)}-${i + 1}`,
        environment: environment.name,
        blueprint: 'tenant',
        version: '1.0.0',
        stage,
        account,
        region,
        owner,
        parameters: {
          storageQuotaGiB: 10 * (1 + Math.floor(chance('quota', i) * 50)),
        },
      } as Omit<Unit, 'monthlyBudget'>,
      environmentCount + i,
    );
  });
  const members = [...environments, ...tenants].map(
    (unit, index): FleetMember => ({ unit, ailment: ailments.get(index) }),
  );
  return {
    accounts,
    teams: TEAMS,
    members,
    changes: fleetHistory({ members, teams: TEAMS, until, chance }),
  };
}
