import { CfnProtection } from 'aws-cdk-lib/aws-shield';
import type { Construct } from 'constructs';
import { BlueprintStack, type UnitStackProps } from '../../base/BlueprintStack';
import { RunbookAlarm } from '../../constructs/alarm/RunbookAlarm';
import { Alerts } from '../../constructs/alerts/Alerts';
import { EdgeDistribution } from '../../constructs/edge/EdgeDistribution';
import { LogDelivery } from '../../constructs/edge/LogDelivery';
import { WebAcl } from '../../constructs/edge/WebAcl';
import { originHeaders } from '../../constructs/ingress/OriginKey';
import { EncryptionKey } from '../../constructs/key/EncryptionKey';
import type { ContainerPlatformParameters } from '../../schema';
import { EDGE_REGION, platformNames } from './platformNames';

/**
 * The edge of a platform: CloudFront, its firewall and certificate, and the domain's record.
 *
 * CloudFront accepts certificates and firewalls from us-east-1 only, wherever the platform lives, so the edge is always a
 * stack of its own there. It holds no data but its logs.
 */
export class ContainerEdge extends BlueprintStack<ContainerPlatformParameters> {
  readonly acl: WebAcl;
  readonly edge: EdgeDistribution;

  constructor(
    scope: Construct,
    id: string,
    props: Pick<UnitStackProps, 'unit' | 'runbooksUrl'>,
  ) {
    const { unit } = props;
    const names = platformNames(unit, unit.region);
    const name = names.edgeStack;
    super(scope, id, {
      ...props,
      stackName: name,
      env: { account: unit.account, region: EDGE_REGION },
      description: `environment ${unit.name}: edge`,
    });
    const { policy, parameters, runbooksUrl } = this;
    const { key } = new EncryptionKey(this, 'Key', {
      policy,
      alias: `plinth/${name}`,
      description: `Encrypts the logs of ${name}`,
      logGroups: [`/plinth/${name}/*`, `aws-waf-logs-${name}`],
      notifications: true,
    });
    const alerts = new Alerts(this, 'Alerts', { key });
    const delivery = new LogDelivery(this, 'LogDelivery', {
      name,
      logGroupNames: [`aws-waf-logs-${name}`, `/plinth/${name}/cloudfront`],
    });
    this.acl = new WebAcl(this, 'WebAcl', {
      policy,
      name,
      key,
      delivery,
      alerts,
      runbooksUrl,
      tuning: parameters,
    });
    this.edge = new EdgeDistribution(this, 'Edge', {
      policy,
      name,
      key,
      domainName: parameters.domainName,
      hostedZoneId: parameters.hostedZoneId,
      webAclArn: this.acl.acl.attrArn,
      headers: originHeaders(
        parameters.drRegion === 'none'
          ? [{ name: unit.name, role: 'primary' }]
          : [
              { name: unit.name, role: 'primary' },
              { name: names.recoveryStack, role: 'dr' },
            ],
        parameters.originKey,
      ),
      alerts,
      runbooksUrl,
      delivery,
    });
    const { distribution } = this.edge;
    if (parameters.shieldAdvanced) {
      new CfnProtection(this, 'Shield', {
        name,
        resourceArn: `arn:${this.partition}:cloudfront::${this.account}:distribution/${distribution.ref}`,
      });
    }
    new RunbookAlarm(this, 'ErrorsAlarm', {
      alerts,
      runbooksUrl,
      severity: 'critical',
      runbook: 'edge-errors',
      meaning:
        'CloudFront answered more than 5 % of requests with an error for 15 minutes.',
      namespace: 'AWS/CloudFront',
      metricName: '5xxErrorRate',
      dimensions: { DistributionId: distribution.ref, Region: 'Global' },
      threshold: 5,
    });
    this.publish('DistributionId', distribution.ref, 'The distribution');
    this.publish(
      'DistributionDomainName',
      distribution.attrDomainName,
      'Host name that CloudFront gave it',
    );
    this.publish('Url', `https://${parameters.domainName}`, 'Where people go');
  }
}
