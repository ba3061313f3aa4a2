import { Configuration } from '../../constructs/configuration/Configuration';
import type { PlatformServices } from './PlatformServices';

/** Tells the host application where everything is: exports for stacks, parameters for run time (PHS-5, PHS-13). */
export function publishPlatform(stack: PlatformServices): void {
  const { network } = stack;
  const values: Record<string, [value: string, description: string]> = {
    VpcId: [network.vpc.vpcId, 'The network'],
    PrivateSubnetIds: [
      network.subnetIds('Private').join(','),
      'Subnets for services',
    ],
    WorkloadSecurityGroupId: [
      stack.workloadSecurityGroup.securityGroupId,
      'The group that reaches the databases',
    ],
    KeyArn: [stack.key.key.keyArn, 'The key of this environment'],
    ArtifactBucketName: [
      stack.artifacts.bucket.bucketName,
      'Artifacts of the host application',
    ],
    ImageRepositoryUri: [
      stack.hooks.images.attrRepositoryUri,
      'Images of the host application',
    ],
    HostDeployRoleArn: [
      stack.hooks.role.roleArn,
      'The role of the pipeline of the host application',
    ],
    LogGroupName: [
      stack.logs.logGroup.logGroupName,
      'Logs of the host application',
    ],
    TrailArn: [stack.trail.trail.attrArn, 'The audit trail of the account'],
    EgressFirewallArn: [
      stack.egress.firewall.attrFirewallArn,
      'What outbound traffic passes',
    ],
    CriticalTopicArn: [
      stack.alerts.topics.critical.topicArn,
      'Alerts that page somebody',
    ],
    WarningTopicArn: [
      stack.alerts.topics.warning.topicArn,
      'Alerts for the channel of the team',
    ],
  };
  const settings: Record<string, string> = {};
  for (const [name, { instance, secretArn }] of Object.entries(
    stack.databases,
  )) {
    const title = `${name[0].toUpperCase()}${name.slice(1)}`;
    values[`${title}Endpoint`] = [
      instance.attrEndpointAddress,
      `Host name of database ${name}`,
    ];
    values[`${title}SecretArn`] = [
      secretArn,
      `The secret of database ${name} that RDS rotates`,
    ];
    settings[`${name}/endpoint`] = instance.attrEndpointAddress;
    settings[`${name}/secret-arn`] = secretArn;
  }
  for (const [name, [value, description]] of Object.entries(values)) {
    stack.publish(name, value, description);
  }
  new Configuration(stack, 'Configuration', {
    path: `/plinth/${stack.unit.name}`,
    values: {
      ...settings,
      'host-app/image-repository': stack.hooks.images.attrRepositoryUri,
      'host-app/artifact-bucket': stack.artifacts.bucket.bucketName,
      'host-app/deploy-role-arn': stack.hooks.role.roleArn,
    },
  });
}
