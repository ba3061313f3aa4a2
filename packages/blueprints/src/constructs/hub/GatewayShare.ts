import { CfnResourceShare } from 'aws-cdk-lib/aws-ram';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/** Settings of a `GatewayShare`. */
export interface GatewayShareProps {
  readonly name: string;
  /** ARN of what is shared. */
  readonly resourceArn: string;
  readonly organizationId: string;
  readonly managementAccount: string;
  /** `organization`, IDs of organizational units, or IDs of accounts. */
  readonly shareWith: readonly string[];
}

/** Shares a resource inside of the organization, and never outside of it. */
export class GatewayShare extends Construct {
  readonly share: CfnResourceShare;

  constructor(scope: Construct, id: string, props: GatewayShareProps) {
    super(scope, id);
    this.share = new CfnResourceShare(this, 'Share', {
      name: props.name,
      allowExternalPrincipals: false,
      resourceArns: [props.resourceArn],
      principals: props.shareWith.map(whom => this.#principal(whom, props)),
    });
  }

  #principal(whom: string, props: GatewayShareProps): string {
    const organizations = `arn:${Stack.of(this).partition}:organizations::${props.managementAccount}`;
    if (whom === 'organization') {
      return `${organizations}:organization/${props.organizationId}`;
    }
    return whom.startsWith('ou-')
      ? `${organizations}:ou/${props.organizationId}/${whom}`
      : whom;
  }
}
