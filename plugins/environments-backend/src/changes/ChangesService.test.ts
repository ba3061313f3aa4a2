import type {
  Change,
  DeploymentReport,
} from '@plinth/plugin-environments-common';
import fc from 'fast-check';
import { buildChanges } from '../__testUtils__/buildChanges';
import { engines, TestDatabase } from '../__testUtils__/databases';
import { deployedStack, deploymentReport } from '../__testUtils__/reports';
import { REPOSITORY } from '../__testUtils__/repository';
import { DatabaseLedger } from '../ledger/DatabaseLedger';
import type { LedgerFact } from '../ledger/Ledger';
import type { StoredCommit } from '../store';
import { ChangesService } from './ChangesService';

const NAME = REPOSITORY.fullName;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2025, 0, 1);

interface History {
  facts: LedgerFact[];
  deployments: DeploymentReport[];
  commits: StoredCommit[];
}

const LETTERS = ['a', 'b', 'c', 'd', 'e', 'f'];
const sha = (letter: string) => letter.repeat(40);
const iso = (time: number) => new Date(time).toISOString();

/** What may happen to a unit: `letter` is a commit and its pull request, and `after` the time since what happened before. */
const anyStep = fc.record({
  kind: fc.constantFrom(
    'commit',
    'merged',
    'opened',
    'planned',
    'deployment',
    'running',
    'edit',
    'call',
    'event',
    'event',
    'event',
  ),
  letter: fc.constantFrom(...LETTERS),
  stack: fc.constantFrom('claims', 'claims-dr'),
  says: fc.subarray(['token', 'commit', 'clientToken']),
  status: fc.constantFrom(
    'UPDATE_IN_PROGRESS',
    'UPDATE_COMPLETE',
    'UPDATE_ROLLBACK_COMPLETE',
  ),
  after: fc.constantFrom(
    0.5 * MINUTE,
    7 * MINUTE,
    HOUR,
    20 * HOUR,
    3 * DAY,
    40 * DAY,
  ),
  lasts: fc.constantFrom(MINUTE, 5 * HOUR, 2 * DAY),
});

const anyHistory = fc
  .array(anyStep, { minLength: 1, maxLength: 40 })
  .map(steps => (unit: string): History => {
    const history: History = { facts: [], deployments: [], commits: [] };
    let time = START;
    steps.forEach(({ kind, letter, stack, says, status, after, lasts }, i) => {
      time += after;
      const at = iso(time);
      const pullRequest = letter.charCodeAt(0);
      const add = (type: LedgerFact['type'], rest: Partial<LedgerFact> = {}) =>
        history.facts.push({
          key: `${unit} ${i}`,
          type,
          at,
          repository: NAME,
          units: [unit],
          summary: `${i}: ${kind}`,
          ...rest,
        });
      const clientToken = says.includes('clientToken')
        ? { clientToken: letter }
        : {};
      if (kind === 'commit') {
        history.commits.push({
          repository: NAME,
          sha: sha(letter),
          message: letter,
          committedAt: at,
          url: letter,
          units: [],
        });
      } else if (kind === 'merged') {
        add(kind, {
          commit: sha(letter),
          ...(letter === 'f' ? {} : { pullRequest }),
        });
      } else if (kind === 'opened') {
        add('pullRequestOpened', { pullRequest });
      } else if (kind === 'planned') {
        add(kind, { pullRequest });
      } else if (kind === 'edit') {
        add('consoleEdit');
      } else if (kind === 'call') {
        add('consoleEdit', {
          details: {
            eventSource: 'cloudformation.amazonaws.com',
            stack,
            ...clientToken,
          },
        });
      } else if (kind === 'event') {
        add('stackEvent', {
          ...(says.includes('commit') ? { commit: sha(letter) } : {}),
          details: {
            stack,
            resourceType: 'AWS::CloudFormation::Stack',
            status,
            ...clientToken,
            ...(says.includes('token')
              ? { commitPrefix: sha(letter).slice(0, 12) }
              : {}),
          },
        });
      } else {
        const ended = kind === 'deployment';
        history.deployments.push(
          deploymentReport({
            id: `${unit} ${i}`,
            commit: sha(letter),
            outcome: ended ? 'succeeded' : 'running',
            startedAt: at,
            ...(ended ? { finishedAt: iso(time + lasts) } : {}),
            ...(says.includes('commit') ? { pullRequest } : {}),
            stacks: [
              deployedStack('claims', {
                stackName: stack,
                outcome: ended ? 'succeeded' : 'running',
              }),
            ],
          }),
        );
      }
    });
    // A commit reaches the branch once, and a pull request ends in one.
    const once = <T>(items: T[], keyOf: (item: T) => unknown) =>
      items.filter(
        (item, i) =>
          items.findIndex(other => keyOf(other) === keyOf(item)) === i,
      );
    return {
      ...history,
      commits: once(history.commits, commit => commit.sha),
      facts: once(history.facts, fact =>
        fact.type === 'merged' ? fact.commit : fact,
      ),
    };
  });

describe.each(engines)('the audit trail on %s', (_, create) => {
  let database: TestDatabase;
  let ledger: DatabaseLedger;
  let units = 0;

  beforeAll(async () => {
    database = await create();
    ledger = new DatabaseLedger(database.knex);
  });
  afterEach(() => database.knex('commits').delete());
  afterAll(() => database.destroy());

  const changes = () =>
    new ChangesService({ ...database.stores, ledger, factsPerChange: 1 });

  /** Records a history in its order, of a unit of its own; answers what all of it tells. */
  async function record(historyOf: (unit: string) => History) {
    const unit = `environments/unit-${units++}`;
    const { facts, deployments, commits } = historyOf(unit);
    const { stores } = database;
    await database.knex('commits').delete();
    await stores.repositories.addCommits(commits);
    await ledger.append(facts, { at: new Date() });
    for (const report of deployments) {
      await stores.deployments.putDeployment(
        { repository: NAME, units: [unit], report },
        { at: new Date() },
      );
    }
    const whole = buildChanges({
      repository: REPOSITORY,
      unit,
      entries: await ledger.entriesOf(NAME, unit, { limit: 10_000 }),
      deployments,
      pullRequests: new Map(),
      plans: [],
      commits: await stores.repositories.commits(NAME, LETTERS.map(sha)),
    });
    return { unit, whole };
  }

  async function allPages(unit: string, limit: number): Promise<Change[]> {
    const found: Change[] = [];
    let cursor: string | undefined;
    do {
      const page = await changes().page(REPOSITORY, unit, { cursor, limit });
      expect(page.items.length).toBeLessThanOrEqual(limit);
      found.push(...page.items);
      cursor = page.pageInfo.nextCursor;
    } while (cursor);
    return found;
  }

  it('is on its pages together what all facts at once tell', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyHistory,
        fc.integer({ min: 1, max: 3 }),
        async (history, limit) => {
          const { unit, whole } = await record(history);
          expect(await allPages(unit, limit)).toEqual(whole);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('has the change of a pull request, told from what belongs to it', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyHistory,
        fc.constantFrom(...LETTERS),
        async (history, letter) => {
          const { unit, whole } = await record(history);
          const number = letter.charCodeAt(0);
          expect(
            await changes().ofPullRequest(REPOSITORY, unit, number),
          ).toEqual(
            whole.find(({ pullRequest }) => pullRequest?.number === number),
          );
        },
      ),
      { numRuns: 20 },
    );
  });
});
