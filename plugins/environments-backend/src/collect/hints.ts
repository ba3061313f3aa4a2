import { z } from 'zod';

/** Topic of CloudFormation's events as EventBridge sends them. */
export const AWS_TOPIC = 'awsCloudFormation';

/** An account and region in which something may have changed. */
export interface RegionHint {
  account: string;
  region: string;
  /** Whether it tells of a drift detection, and not of a stack. */
  drift: boolean;
  /** When it happened, in milliseconds since 1970, if the event tells that. */
  at?: number;
}

/** What CloudFormation's events of the end of a drift detection are called. */
const DRIFT = 'CloudFormation Drift Detection Status Change';

/** A repository in which something may have changed. */
export interface RepositoryHint {
  /** `owner/repo`. */
  fullName: string;
  pullRequest?: number;
}

const regionSchema = z.object({
  account: z.string().regex(/^\d{12}$/),
  region: z.string().regex(/^[a-z0-9-]+$/),
  time: z.unknown().optional(),
  'detail-type': z.unknown().optional(),
});

const repositorySchema = z.object({
  repository: z.object({ full_name: z.string() }),
  pull_request: z.object({ number: z.number().int() }).optional(),
});

/** Where to look again, from an EventBridge event; undefined for one that names no place. */
export function readRegionHint(payload: unknown): RegionHint | undefined {
  const parsed = regionSchema.safeParse(payload).data;
  if (!parsed) {
    return undefined;
  }
  const { account, region, time } = parsed;
  const at = typeof time === 'string' ? Date.parse(time) : NaN;
  return {
    account,
    region,
    drift: parsed['detail-type'] === DRIFT,
    ...(Number.isNaN(at) ? {} : { at }),
  };
}

/** Where to look again, from a GitHub webhook; undefined for one that names no repository. */
export function readRepositoryHint(
  payload: unknown,
): RepositoryHint | undefined {
  const parsed = repositorySchema.safeParse(payload).data;
  return (
    parsed && {
      fullName: parsed.repository.full_name,
      pullRequest: parsed.pull_request?.number,
    }
  );
}
