import {
  CloudFormationClient,
  paginateDescribeStackEvents,
} from '@aws-sdk/client-cloudformation';
import { DocumentStore, SandboxClock, startAws } from '@plinth/sandbox';
import assert from 'node:assert/strict';
import { REPOSITORY } from '../src/__testUtils__/repository';
import { ChangesService } from '../src/changes/ChangesService';
import { DatabaseLedger } from '../src/ledger/DatabaseLedger';
import type { LedgerFact } from '../src/ledger/Ledger';
import { encodeCursor } from '../src/paging/cursor';
import { createStores } from '../src/store';
import { answerAsked } from './answerAsked';
import { openDatabase, settle } from './database';

/*
 * The audit trail of a unit: `measureChanges.ts ENTRIES`. Of the entries of the ledger, half are of one unit, and the other half of
 * units with a hundred each. Ours is a page of the first unit, at any depth of its year; theirs are all events of one stack
 * from AWS, a thousand, which are told from the newest back.
 */

const YEAR_MS = 365 * 86_400_000;
const END = Date.UTC(2026, 10, 1);
const PAGE = 25;
const FACTS_OF_CHANGE = 10;
const ACCOUNT = '222200000000';
const REGION = 'us-east-1';
const EVENTS = 1_000;

const shaOf = (number: number) =>
  `${number.toString(16).padStart(8, '0')}${'0'.repeat(32)}`;
const iso = (time: number) => new Date(time).toISOString();

/** A change as most are: asked for, planned, approved, merged, and deployed by a run with some events. */
function factsOf(unit: string, number: number, time: number): LedgerFact[] {
  const commit = shaOf(number);
  const facts = (
    [
      ['requested', 0],
      ['pullRequestOpened', 1],
      ['planned', 3],
      ['approved', 20],
      ['merged', 25],
      ['stackEvent', 27],
      ['stackEvent', 28],
      ['stackEvent', 29],
      ['stackEvent', 30],
      ['stackEvent', 31],
    ] as const
  ).map(([type, minute], i): LedgerFact => ({
    key: `${unit} ${number} ${i}`,
    type,
    at: iso(time + minute * 60_000),
    repository: REPOSITORY.fullName,
    units: [unit],
    summary: `${type} of change ${number}`,
    actor: 'kim',
    ...(type === 'stackEvent'
      ? {
          details: {
            stack: unit.split('/')[1],
            resourceType: 'AWS::CloudFormation::Stack',
            status: i === 5 ? 'UPDATE_IN_PROGRESS' : 'UPDATE_COMPLETE',
            commitPrefix: commit.slice(0, 12),
          },
        }
      : { pullRequest: number }),
    ...(type === 'merged' ? { commit } : {}),
  }));
  assert.equal(facts.length, FACTS_OF_CHANGE);
  return facts;
}

async function openPortal(folder: string, entries: number) {
  const db = await openDatabase(folder);
  const stores = createStores(db);
  const ledger = new DatabaseLedger(db);
  const changes = entries / FACTS_OF_CHANGE;
  for (let number = 0; number < changes; number += 100) {
    const facts: LedgerFact[] = [];
    for (let n = number; n < number + 100; n += 1) {
      const name = n % 2 ? `unit-${Math.floor(n / 20)}` : 'busy';
      const unit = `environments/${name}`;
      const time = END - YEAR_MS * (1 - n / changes);
      facts.push(...factsOf(unit, n, time));
      await stores.repositories.addCommits([
        {
          repository: REPOSITORY.fullName,
          sha: shaOf(n),
          message: `Change ${n}`,
          committedAt: iso(time + 25 * 60_000),
          url: `${REPOSITORY.url}/commit/${shaOf(n)}`,
          units: [unit],
        },
      ]);
      await stores.deployments.putDeployment(
        {
          repository: REPOSITORY.fullName,
          units: [unit],
          report: {
            id: `run-${n}`,
            runId: `${n}`,
            commit: shaOf(n),
            pullRequest: n,
            outcome: 'succeeded',
            startedAt: iso(time + 26 * 60_000),
            finishedAt: iso(time + 32 * 60_000),
            stacks: [
              {
                account: ACCOUNT,
                region: REGION,
                unit,
                stackName: name,
                outcome: 'succeeded',
              },
            ],
          },
        },
        { at: new Date() },
      );
    }
    await ledger.append(facts, { at: new Date() });
  }
  assert.equal(await ledger.size(), entries);
  await settle(db);
  const service = new ChangesService({ ...stores, ledger });
  return {
    page: async (round: number) => {
      // The newest page first, then pages all over the year.
      const share = (round * 0.618) % 1;
      const { items } = await service.page(REPOSITORY, 'environments/busy', {
        limit: PAGE,
        ...(round
          ? {
              cursor: encodeCursor({
                at: iso(END - share * 0.9 * YEAR_MS),
                id: '',
              }),
            }
          : {}),
      });
      assert.equal(items.length, PAGE);
      assert.ok(items.every(each => each.entries.length === FACTS_OF_CHANGE));
    },
    close: () => db.destroy(),
  };
}

async function openAws(folder: string) {
  const aws = await startAws({
    clock: new SandboxClock(),
    documents: DocumentStore.open(`${folder}/sandbox.sqlite`),
    dataDir: folder,
    port: 0,
    latency: 0,
  });
  const client = new CloudFormationClient({
    region: REGION,
    endpoint: aws.url,
    credentials: {
      accessKeyId: `AKIA${ACCOUNT}DEMO`,
      secretAccessKey: 'sandbox',
    },
  });
  const read = async () => {
    let count = 0;
    for await (const page of paginateDescribeStackEvents(
      { client },
      { StackName: 'busy' },
    )) {
      count += page.StackEvents?.length ?? 0;
    }
    return count;
  };
  let count = 0;
  for (let i = 0; count < EVENTS; i += 1) {
    await aws.cloudFormation.deploy({
      account: ACCOUNT,
      region: REGION,
      stackName: 'busy',
      template: JSON.stringify({
        Resources: {
          Parameter: {
            Type: 'AWS::SSM::Parameter',
            Properties: { Type: 'String', Value: `${i}` },
          },
        },
      }),
    });
    count = i % 20 ? count : await read();
  }
  return {
    page: async () => assert.ok((await read()) >= EVENTS),
    close: () => aws.close(),
  };
}

answerAsked(async folder => {
  const portal = await openPortal(folder, Number(process.argv[2]));
  const aws = await openAws(folder);
  return {
    ours: round => portal.page(round),
    theirs: () => aws.page(),
    close: async () => {
      await portal.close();
      await aws.close();
    },
  };
});
