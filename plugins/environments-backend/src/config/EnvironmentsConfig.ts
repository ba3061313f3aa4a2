import {
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  RootConfigService,
  SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds, HumanDuration } from '@backstage/types';
import {
  readRepositories,
  type ConfiguredRepository,
} from '@plinth/plugin-environments-node';
import type { FreshnessObjectives, SourceSchedule } from '../store';
import { everyMs } from './everyMs';

/** One infrastructure repository, and whose tokens prove a run of it. */
export type RepositoryConfig = ConfiguredRepository;

/** One AWS account. */
export interface AccountConfig {
  id: string;
  name: string;
  regions: string[];
}

/** The `environments` section of the configuration, checked and with defaults. */
export interface EnvironmentsConfig {
  repositories: RepositoryConfig[];
  accounts: AccountConfig[];
  payerAccount?: string;
  awsEndpoint?: string;
  /** Where people open the portal, without a slash at its end. */
  portalUrl: string;
  /** Where runbooks are read that alarms name without an address, without a slash at its end. */
  runbooksUrl?: string;
  /** The SQS queue of stack events. */
  queue?: { url: string; region: string };
  /** How old what is known of a source may become, by its schedule. */
  freshness: FreshnessObjectives;
  schedule: {
    sweep: SchedulerServiceTaskScheduleDefinition;
    repositories: SchedulerServiceTaskScheduleDefinition;
    costs: SchedulerServiceTaskScheduleDefinition;
    trail: SchedulerServiceTaskScheduleDefinition;
    driftMaxAgeMs: number;
  };
}

const SCHEDULES = {
  sweep: { frequency: { minutes: 2 }, timeout: { minutes: 5 } },
  repositories: { frequency: { minutes: 2 }, timeout: { minutes: 5 } },
  // Four questions, of $0.01 for each page: ten cents a day where one of them has two pages.
  costs: { frequency: { hours: 12 }, timeout: { minutes: 15 } },
  trail: { frequency: { minutes: 5 }, timeout: { minutes: 10 } },
} satisfies Record<string, SchedulerServiceTaskScheduleDefinition>;

const DRIFT_MAX_AGE: HumanDuration = { hours: 1 };

/** A reading may fail, and the next one be late, before what is known counts as old. */
const SCHEDULES_MISSED = 3;
/** What a schedule of seconds allows: a reading takes as long as its account answers. */
const LEAST_OBJECTIVE_MS = 6 * 60_000;

/** How old a source may become that is read by a schedule; undefined where nothing says how often that is. */
function objectiveOf(
  schedule: SchedulerServiceTaskScheduleDefinition,
): number | undefined {
  const every = everyMs(schedule);
  return every === undefined
    ? undefined
    : Math.max(SCHEDULES_MISSED * every, LEAST_OBJECTIVE_MS);
}

/** Reads the `environments` section; throws an `InputError` that names what is wrong. */
export function readEnvironmentsConfig(
  root: RootConfigService,
): EnvironmentsConfig {
  const config = root.getOptionalConfig('environments');

  const accounts = (config?.getOptionalConfigArray('accounts') ?? []).map(
    item => {
      const id = item.getString('id');
      if (!/^\d{12}$/.test(id)) {
        throw new InputError(
          `environments.accounts: '${id}' is not an AWS account; quote its 12 digits`,
        );
      }
      return {
        id,
        name: item.getString('name'),
        regions: item.getStringArray('regions'),
      };
    },
  );

  const scheduleOf = (key: keyof typeof SCHEDULES) => {
    const given = config?.getOptionalConfig(`schedule.${key}`);
    return given
      ? readSchedulerServiceTaskScheduleDefinitionFromConfig(given)
      : SCHEDULES[key];
  };

  const queue = config?.getOptionalConfig('queue');
  const repositories = config?.has('schedule.repositories')
    ? scheduleOf('repositories')
    : scheduleOf('sweep');
  const freshnessOf = (key: SourceSchedule) =>
    config?.has(`freshness.${key}`)
      ? durationToMilliseconds(
          readDurationFromConfig(config, { key: `freshness.${key}` }),
        )
      : objectiveOf(key === 'repositories' ? repositories : scheduleOf(key));

  return {
    repositories: readRepositories(root),
    accounts,
    payerAccount: config?.getOptionalString('payerAccount'),
    portalUrl: (
      root.getOptionalString('app.baseUrl') ?? 'http://localhost:3000'
    ).replace(/\/$/, ''),
    runbooksUrl: config?.getOptionalString('runbooksUrl')?.replace(/\/$/, ''),
    awsEndpoint: config?.getOptionalString('aws.endpoint'),
    queue: queue && {
      url: queue.getString('url'),
      region: queue.getString('region'),
    },
    freshness: {
      sweep: freshnessOf('sweep'),
      repositories: freshnessOf('repositories'),
      costs: freshnessOf('costs'),
      trail: freshnessOf('trail'),
    },
    schedule: {
      sweep: scheduleOf('sweep'),
      repositories,
      costs: scheduleOf('costs'),
      trail: scheduleOf('trail'),
      driftMaxAgeMs: durationToMilliseconds(
        config?.has('schedule.driftMaxAge')
          ? readDurationFromConfig(config, { key: 'schedule.driftMaxAge' })
          : DRIFT_MAX_AGE,
      ),
    },
  };
}
