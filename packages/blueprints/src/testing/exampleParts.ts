import { Key } from 'aws-cdk-lib/aws-kms';
import { App, Stack } from 'aws-cdk-lib/core';
import { FEATURE_FLAGS } from '../base/featureFlags';
import { Alerts } from '../constructs/alerts/Alerts';
import { AccessLogBucket } from '../constructs/storage/EncryptedBucket';
import { type Stage, stagePolicy } from '../schema';

/** Where the links of alarms lead in tests of constructs. */
export const RUNBOOKS_URL = 'https://example.com/runbooks';

/**
 * A bare stack with what most constructs are given: the policy of a stage, a key, alerts that accept events, a bucket for
 * access logs. It has the feature flags of every blueprint, so that a construct makes here what it makes there.
 */
export function exampleParts(
  stage: Stage = 'dev',
  env = { account: '111122223333', region: 'us-east-1' },
) {
  const stack = new Stack(new App({ context: FEATURE_FLAGS }), 'Example', {
    env,
  });
  const policy = stagePolicy(stage);
  const key = new Key(stack, 'Key');
  return {
    stack,
    policy,
    key,
    alerts: new Alerts(stack, 'Alerts', { key, events: true }),
    accessLogs: new AccessLogBucket(stack, 'AccessLogs', {
      policy,
      bucketName: `example-logs-${env.account}-${env.region}`,
    }).bucket,
    runbooksUrl: RUNBOOKS_URL,
  };
}
