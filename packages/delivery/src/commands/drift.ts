import pLimit from 'p-limit';
import type { CloudFormationReader } from '../aws/CloudFormationReader';
import { detectDrift, type StackDrift } from '../drift/detectDrift';
import { messageOf } from '../errors';
import { inline } from '../markdown';
import { requireCommand } from '../plan/governance';
import { discoverUnits } from '../units/discoverUnits';
import type { UnitFolder } from '@plinth/repository/units';
import type { Reporter } from '../reporting/Reporter';
import { beginSession, openAccounts, type CommandOptions } from './Session';

/** Drift of one unit's stack; `error` where it could not be told. */
interface UnitDrift {
  readonly unit: string;
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  readonly drift?: StackDrift;
  /** The stack is not there. */
  readonly missing?: boolean;
  readonly error?: string;
}

/**
 * Runs `plinth drift`: has CloudFormation compare each unit's stack with what is there. It leaves the result in
 * CloudFormation, where the portal reads it. Resolves to 0 also when something drifted, which is a finding and no failure of
 * the check; to 1 when a stack could not be checked.
 */
export async function driftCommand(options: CommandOptions): Promise<number> {
  const session = beginSession(options);
  const { root, env, git, reporter } = session;
  const head = await git.commit('HEAD');
  const { units, broken } = discoverUnits(root);
  await requireCommand(git, head, 'drift');
  for (const { path, message } of broken) {
    reporter.warn(`${path} is left out: ${message}`);
  }
  const { reader } = openAccounts(session, {
    role: 'plan',
    commit: head,
    runId: env.GITHUB_RUN_ID,
  });
  try {
    const limit = pLimit(4);
    const results = await Promise.all(
      units.map(folder => limit(check, folder, reader)),
    );
    for (const result of results) {
      tell(result, reporter);
    }
    reporter.summary(summary(results));
    reporter.result(results);
    return results.some(({ error }) => error !== undefined) ? 1 : 0;
  } finally {
    await reader.close();
  }
}

async function check(
  { path, unit }: UnitFolder,
  reader: CloudFormationReader,
): Promise<UnitDrift> {
  const place = {
    unit: path,
    stackName: unit.name,
    account: unit.account,
    region: unit.region,
  };
  try {
    if (!(await reader.describe(place))) {
      return { ...place, missing: true };
    }
    return {
      ...place,
      drift: await detectDrift(await reader.client(place), unit.name),
    };
  } catch (error) {
    return { ...place, error: messageOf(error) };
  }
}

function tell(result: UnitDrift, reporter: Reporter): void {
  const { stackName, drift, missing, error } = result;
  if (error !== undefined) {
    reporter.error(`${stackName}: ${error}`);
  } else if (missing || !drift) {
    reporter.warn(`${stackName} is not deployed`);
  } else if (drift.status === 'DRIFTED') {
    const what = drift.drifted.map(
      ({ logicalId, status, properties }) =>
        `${logicalId} ${status}${properties.length > 0 ? ` (${properties.join(', ')})` : ''}`,
    );
    reporter.warn(`${stackName} drifted: ${what.join('; ')}`);
  } else {
    reporter.info(
      `${stackName}: ${drift.status}, ${drift.checkedResources} resources could be compared`,
    );
  }
}

function summary(results: readonly UnitDrift[]): string {
  const rows = results.map(
    ({ stackName, account, region, drift, missing, error }) => {
      const what =
        error ??
        (missing
          ? 'not deployed'
          : (drift?.drifted
              .map(({ logicalId, status }) => `${logicalId} ${status}`)
              .join(', ') ?? ''));
      return `| \`${stackName}\` | ${account} ${region} | ${drift?.status ?? 'UNKNOWN'} | ${drift?.checkedResources ?? 0} | ${inline(what)} |`;
    },
  );
  return [
    '## Drift',
    '',
    '| Stack | Account and region | Drift | Compared | Details |',
    '| --- | --- | --- | --: | --- |',
    ...rows,
  ].join('\n');
}
