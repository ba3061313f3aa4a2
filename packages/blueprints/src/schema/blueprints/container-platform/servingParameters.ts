import { z } from 'zod';
import type { Issue } from '../../issue';
import {
  FIRST_SERVING,
  generationOf,
  isOneStep,
  isSame,
  otherSide,
  type Serving,
  type Side,
  tellServing,
} from '../../serving';
import type { UnitEnvelope } from '../../unit';

/** ARN of a cluster snapshot or of a recovery point that AWS Backup copied into a region. */
const snapshotSchema = z
  .string()
  .max(300, 'must have at most 300 characters')
  .regex(
    /^arn:aws(-[a-z]+)*:rds:[a-z0-9-]+:\d{12}:cluster-snapshot:[A-Za-z0-9:_-]+$/,
    'must be the whole ARN of a cluster snapshot, as AWS Backup shows it for a recovery point',
  )
  .optional();

/** Parameters that say which region serves. They change by the template `failover` alone, which knows the way. */
export const servingShape = {
  serving: z.enum(['primary', 'recovery']).meta({
    title: 'Served from',
    description:
      'The region that people are served from, and that has the one database that can be written.',
    ofPlace: true,
  }),
  standby: z.enum(['follows', 'fenced', 'lost']).meta({
    title: 'The other region',
    description:
      'follows: its database replicates. fenced: it runs nothing, and its database is reached by nobody. lost: it does not answer and is not deployed to.',
    ofPlace: true,
  }),
  standbyGeneration: z
    .number()
    .int('must be a whole number')
    .min(0, 'must be at least 0')
    .max(9999, 'must be at most 9999')
    .meta({
      title: 'Generation of the databases',
      description:
        'One more for each time that a region has begun to follow the other one anew.',
      ofPlace: true,
    }),
  servingReason: z
    .string()
    .min(10, 'must say why, in at least 10 characters')
    .max(300, 'must have at most 300 characters')
    .optional()
    .meta({
      title: 'Why',
      description: 'Why the region was switched last.',
      ofPlace: true,
    }),
  primarySnapshot: snapshotSchema.meta({
    title: 'DocumentDB of the primary region comes from',
    description:
      'What it was restored from when people were served from there again; left out: it was made empty.',
    ofPlace: true,
  }),
  recoverySnapshot: snapshotSchema.meta({
    title: 'DocumentDB of the recovery region comes from',
    description:
      'What it was restored from when people were served from there.',
    ofPlace: true,
  }),
};

/** Names of those parameters. */
export const SERVING_PARAMETERS: readonly string[] = Object.keys(servingShape);

/** The parameters as far as they matter here. */
type ServingParameters = Serving & {
  readonly drRegion: string;
  readonly primarySnapshot?: string;
  readonly recoverySnapshot?: string;
};

/** What is wrong with which region serves, by itself. */
export function checkServing(
  unit: Pick<UnitEnvelope, 'account' | 'region'>,
  parameters: ServingParameters,
): Issue[] {
  const { drRegion, serving, standby, standbyGeneration } = parameters;
  const issue = (name: string, message: string): Issue => ({
    parameter: `parameters.${name}`,
    message,
  });
  if (drRegion === 'none') {
    return isSame(parameters, FIRST_SERVING)
      ? []
      : [
          issue(
            'serving',
            'must be "primary", with standby "follows" and standbyGeneration 0, while drRegion is "none": there is nowhere to switch to',
          ),
        ];
  }
  const issues: Issue[] = [];
  const follower: Side = standbyGeneration % 2 === 0 ? 'recovery' : 'primary';
  const expected = standby === 'follows' ? otherSide(follower) : follower;
  if (serving !== expected) {
    issues.push(
      issue(
        'standbyGeneration',
        `${standbyGeneration} does not belong to serving "${serving}" and standby "${standby}"; leave these three to the template failover`,
      ),
    );
  }
  if (standby === 'lost' && serving === 'primary') {
    issues.push(
      issue(
        'standby',
        'must not be "lost" while the primary region serves: what leads people to a region is deployed in the recovery region',
      ),
    );
  }
  const switched =
    generationOf(serving, parameters) > 0 || serving !== 'primary';
  const snapshot =
    serving === 'primary' ? 'primarySnapshot' : 'recoverySnapshot';
  // The region that follows gets its DocumentDB when people are led there.
  if (switched && parameters[snapshot] === undefined) {
    issues.push(
      issue(
        snapshot,
        `must name what DocumentDB was restored from, because people are served from the ${serving} region`,
      ),
    );
  }
  for (const [name, region] of [
    ['primarySnapshot', unit.region],
    ['recoverySnapshot', drRegion],
  ] as const) {
    const [, , , where, owner] = parameters[name]?.split(':') ?? [];
    if (where && (where !== region || owner !== unit.account)) {
      issues.push(
        issue(
          name,
          `must be in ${region} of account ${unit.account}, where DocumentDB is restored from it, and is in ${where} of ${owner}`,
        ),
      );
    }
  }
  return issues;
}

/** Why which region serves must not change like that, be it by hand. */
export function refuseServing(
  before: ServingParameters,
  after: ServingParameters,
): Issue[] {
  if (before.drRegion === 'none') {
    return [];
  }
  if (!isSame(before, after) && !isOneStep(before, after)) {
    return [
      {
        parameter: 'parameters.serving',
        message: `cannot go from ${tellServing(before)} to ${tellServing(after)}: two databases could be written, or writes be lost; take one step at a time by the template failover`,
      },
    ];
  }
  return (['primary', 'recovery'] as const).flatMap(side => {
    const name = `${side}Snapshot` as const;
    // A cluster that is restored from another one is another cluster.
    const stays = after.serving !== side || before.serving === side;
    return before[name] !== after[name] && stays
      ? [
          {
            parameter: `parameters.${name}`,
            message: `changes only when people are led to the ${side} region: DocumentDB there would be replaced by an older one`,
          },
        ]
      : [];
  });
}

/** Which region of a platform serves; undefined without a region of recovery. */
export function containerServing({
  drRegion,
  serving,
  standby,
  standbyGeneration,
}: ServingParameters): Serving | undefined {
  return drRegion === 'none'
    ? undefined
    : { serving, standby, standbyGeneration };
}
