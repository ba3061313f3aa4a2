import { createHash } from 'node:crypto';
import { HUB_ROUTE_TABLES } from '../../constructs/hub/routing';
import { SERVICE_SUBNETS } from '../../constructs/network/ThreeTierNetwork';
import type { LandingZone } from './LandingZone';

/** `platform/base` as `PlatformBase`; what is not a letter or digit ends a word. */
function pascalCase(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .map(word => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** The word, with a digest where two names of the list read the same in it. */
function distinctWord(name: string, names: readonly string[]): string {
  const word = pascalCase(name);
  const alike = names.filter(other => pascalCase(other) === word);
  return alike.length > 1
    ? word + createHash('sha256').update(name).digest('hex').slice(0, 6)
    : word;
}

/** Publishes what other accounts and stacks need of a landing zone, and states how its data survives. */
export function publishLandingZone(zone: LandingZone): void {
  const { hub, names, images, trail, record } = zone;
  const publish = (
    name: string,
    value: string | undefined,
    description: string,
  ) => value !== undefined && zone.publish(name, value, description);

  publish('HubVpcId', hub?.network.vpc.vpcId, 'The hub network');
  publish(
    'HubSubnetIds',
    hub?.network.subnetIds(SERVICE_SUBNETS).join(','),
    'Private subnets of the hub',
  );
  publish(
    'TransitGatewayId',
    hub?.transit.gateway.ref,
    'What spokes attach to',
  );
  for (const group of HUB_ROUTE_TABLES) {
    publish(
      `${pascalCase(group)}RouteTableId`,
      hub?.transit.routeTables[group].ref,
      `Where attachments of the group ${group} find their way`,
    );
  }
  publish(
    'TransitGatewayShareArn',
    hub?.share?.share.attrArn,
    'How other accounts get to the transit gateway',
  );
  const accounts = Object.entries(zone.accounts?.accounts ?? {});
  for (const [name, account] of accounts) {
    publish(
      `Account${distinctWord(name, Object.keys(zone.accounts?.accounts ?? {}))}Id`,
      account.attrAccountId,
      `What governance/phase.yaml names for ${name}`,
    );
  }
  publish('VpnConnectionId', hub?.vpn?.connection.ref, 'The site-to-site VPN');
  publish('PublicZoneId', names.publicZone?.zone.ref, 'The public zone');
  publish(
    'NameServers',
    names.publicZone?.nameServers,
    'What the registrar of the domain points to',
  );
  publish('PrivateZoneId', names.privateZone?.zone.ref, 'The private zone');
  publish(
    'CertificateArn',
    names.certificate?.certificateArn,
    'The certificate of the domain and its subdomains',
  );
  const repositories = Object.entries(images.registry.repositories);
  for (const [name, repository] of repositories) {
    publish(
      `Image${distinctWord(name, Object.keys(images.registry.repositories))}Uri`,
      repository.attrRepositoryUri,
      `Images of ${name}`,
    );
  }
  const publishers = [...images.publishers.keys()];
  for (const [repository, { role }] of images.publishers) {
    publish(
      `Publisher${distinctWord(repository, publishers)}RoleArn`,
      role.roleArn,
      `What the pipeline of ${repository} publishes images with`,
    );
  }
  publish('KeyArn', zone.key.key.keyArn, 'The key of this environment');
  publish('TrailArn', trail.trail.attrArn, 'The audit trail');
  publish(
    'ConfigBucketName',
    record?.recorder.bucket.bucket.bucketName,
    'The history of settings',
  );
  publish(
    'CriticalTopicArn',
    zone.alerts.topics.critical.topicArn,
    'Alerts that page somebody',
  );
  publish(
    'WarningTopicArn',
    zone.alerts.topics.warning.topicArn,
    'Alerts for the channel of the team',
  );
  zone.stateRecovery(
    {
      name: 'audit record',
      event: 'zone',
      rpoMinutes: 0,
      rtoMinutes: 0,
      basis:
        'trail and settings lie in versioned S3 buckets, which S3 keeps in three zones and the stack never deletes',
    },
    ...(repositories.length > 0
      ? [
          {
            name: 'images',
            event: 'zone' as const,
            rpoMinutes: 0,
            rtoMinutes: 0,
            basis:
              'ECR keeps immutable images in three zones, and the stack never deletes a repository',
          },
        ]
      : []),
  );
}
