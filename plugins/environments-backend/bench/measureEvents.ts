import {
  CloudFormationClient,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { describeFleet, type Fleet } from '@plinth/sandbox';
import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { answerAsked } from './answerAsked';
import { openAws, openPortal } from './collectingPortal';

/*
 * From an event of CloudFormation to who follows it, while a hundred events a second arrive: `measureEvents.ts UNITS store|page`. Ours is the time from
 * the end of an update to the portal's store, or to a page that follows the portal's signals and asks for the row again, once a second
 * at most. Theirs asks CloudFormation every five seconds.
 */

const EVENTS_A_SECOND = 100;
/** Events of an update that the portal's rule lets through: it begins, cleans up, and is complete. */
const EVENTS_OF_UPDATE = 3;
const POLL_MS = 5_000;

answerAsked(async folder => {
  const [units, follower] = process.argv.slice(2);
  assert.ok(follower === 'store' || follower === 'page');
  const fleet = describeFleet({
    seed: 'bench',
    units: Number(units),
    until: Date.now(),
  });
  const { aws, deploy } = await openAws(fleet, folder);
  const portal = await openPortal(fleet, aws, folder);
  // Nobody samples the stacks that make the noise.
  const noise = fleet.members.filter((_, index) => index % 4);
  const sampled = fleet.members.filter((_, index) => index % 4 === 0);
  let sent = 0;
  const pump = setInterval(
    () => {
      deploy(noise[sent % noise.length]).catch(error => {
        throw error;
      });
      sent += 1;
    },
    (1_000 * EVENTS_OF_UPDATE) / EVENTS_A_SECOND,
  );
  const began = performance.now();
  const client = ({ unit: { account, region } }: Fleet['members'][number]) =>
    new CloudFormationClient({
      region,
      endpoint: aws.url,
      credentials: {
        accessKeyId: `AKIA${account}DEMO`,
        secretAccessKey: 'sandbox',
      },
    });
  let next = 0;
  return {
    ours: async () => {
      const member = sampled[next++ % sampled.length];
      const updatedAt = await deploy(member);
      await (follower === 'store' ? portal.stored : portal.shown)(
        member,
        updatedAt,
      );
    },
    theirs: async () => {
      const member = sampled[next++ % sampled.length];
      const cloudFormation = client(member);
      const updatedAt = await deploy(member);
      for (;;) {
        await wait(POLL_MS - ((performance.now() - began) % POLL_MS));
        const { Stacks } = await cloudFormation.send(
          new DescribeStacksCommand({ StackName: member.unit.name }),
        );
        if (Stacks?.[0].LastUpdatedTime?.toISOString() === updatedAt) {
          return;
        }
      }
    },
    close: async () => {
      clearInterval(pump);
      const rate =
        (sent * EVENTS_OF_UPDATE * 1_000) / (performance.now() - began);
      console.error(`  ${rate.toFixed(0)} events a second arrived`);
      await aws.close();
      await portal.close();
    },
  };
});
