import {
  CloudFormationClient,
  DescribeStacksCommand,
  DescribeStackEventsCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { TAG_ENTITY, TAG_UNIT } from '@plinth/plugin-environments-common';
import { DocumentStore, SandboxClock, startAws } from '@plinth/sandbox';
import assert from 'node:assert/strict';
import type { RegionClients } from '../src/collect/aws/AwsClients';
import { StackSweep } from '../src/collect/stacks/StackSweep';
import { createStores } from '../src/store';
import { answerAsked } from './answerAsked';
import { openDatabase } from './database';

/*
 * A sweep of stacks in one account and region: `measureSweep.ts STACKS`. Ours is the sweep after the first one, when one stack in a hundred has
 * changed; theirs asks for each stack, its events and its resources.
 */

const PLACE = { account: '222200000000', region: 'us-east-1' };
/** DescribeStacks answers so many at once. */
const PAGE = 100;
const CHANGED = 0.01;

answerAsked(async folder => {
  const names = Array.from(
    { length: Number(process.argv[2]) },
    (_, i) => `unit-${i}`,
  );
  const db = await openDatabase(folder);
  const stores = createStores(db);
  const aws = await startAws({
    clock: new SandboxClock(),
    documents: DocumentStore.open(`${folder}/sandbox.sqlite`),
    dataDir: folder,
    port: 0,
    latency: 0,
  });
  const deploy = (name: string, value: string) =>
    aws.cloudFormation.deploy({
      ...PLACE,
      stackName: name,
      template: JSON.stringify({
        Resources: {
          Parameter: {
            Type: 'AWS::SSM::Parameter',
            Properties: { Type: 'String', Value: value },
          },
        },
      }),
      tags: [
        { Key: TAG_UNIT, Value: `environments/${name}` },
        { Key: TAG_ENTITY, Value: `resource:default/${name}` },
      ],
    });
  for (const name of names) {
    await deploy(name, 'first');
  }

  const client = new CloudFormationClient({
    region: PLACE.region,
    endpoint: aws.url,
    credentials: {
      accessKeyId: `AKIA${PLACE.account}DEMO`,
      secretAccessKey: 'sandbox',
    },
  });
  let calls: string[] = [];
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      args => {
        calls.push(String(commandName));
        return next(args);
      },
    { step: 'initialize' },
  );
  const clients = { ...PLACE, cloudFormation: client } as RegionClients;
  const sweep = new StackSweep({
    ...stores,
    // What the ledger does with the facts is not part of it.
    facts: { record: async () => ({ waiting: [] }) },
  });
  const run = async () => {
    calls = [];
    await sweep.run(clients, { now: () => new Date() });
    return calls.filter(call => call === 'DescribeStacksCommand').length;
  };
  // The first one reads the history of all, as many as it may at a time.
  do {
    await run();
  } while (calls.length > names.length / PAGE);

  const changed = Math.ceil(names.length * CHANGED);
  let round = 0;
  return {
    prepare: async () => {
      round += 1;
      for (let i = 0; i < changed; i += 1) {
        await deploy(names[(round * changed + i) % names.length], `${round}`);
      }
    },
    ours: async () => {
      assert.equal(await run(), Math.ceil(names.length / PAGE));
      assert.equal(calls.length, Math.ceil(names.length / PAGE) + 2 * changed);
    },
    theirs: async () => {
      for (const StackName of names) {
        await client.send(new DescribeStacksCommand({ StackName }));
        await client.send(new DescribeStackEventsCommand({ StackName }));
        await client.send(new ListStackResourcesCommand({ StackName }));
      }
    },
    close: async () => {
      await aws.close();
      await db.destroy();
    },
  };
});
