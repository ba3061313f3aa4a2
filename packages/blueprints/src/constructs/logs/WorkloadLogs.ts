import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { keepRemoval } from '../../base/removal';
import type { StagePolicy } from '../../schema';

/** Settings of `WorkloadLogs`. */
export interface WorkloadLogsProps {
  readonly policy: StagePolicy;
  /** The full name, such as `/plinth/claims-staging/application`. */
  readonly logGroupName: string;
  readonly key: IKey;
}

/** An encrypted log group with the retention of its stage. */
export class WorkloadLogs extends Construct {
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: WorkloadLogsProps) {
    super(scope, id);
    this.logGroup = new LogGroup(this, 'LogGroup', {
      logGroupName: props.logGroupName,
      // The enum RetentionDays has the days as its numbers.
      retention: props.policy.logDays,
      encryptionKey: props.key,
      removalPolicy: keepRemoval(props.policy),
    });
    // The key's policy names the log group, so the service accepts the key only once the policy is there.
    this.logGroup.node.addDependency(props.key);
  }
}
