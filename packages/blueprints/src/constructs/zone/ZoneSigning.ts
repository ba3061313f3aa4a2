import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { CfnDNSSEC, CfnKeySigningKey } from 'aws-cdk-lib/aws-route53';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { KEPT } from '../../base/removal';
import { Construct } from 'constructs';
import { requireGlobalRegion } from '../../base/requireGlobalRegion';
import { RunbookAlarm } from '../alarm/RunbookAlarm';
import type { Alerts } from '../alerts/Alerts';

/** Settings of `ZoneSigning`. */
export interface ZoneSigningProps {
  readonly hostedZoneId: string;
  /** The key's alias after `alias/`. */
  readonly alias: string;
  readonly alerts: Alerts;
  readonly runbooksUrl: string;
}

/**
 * Signs the records of a zone (DNSSEC). Only in us-east-1, where Route 53 uses keys.
 *
 * Nobody checks signatures until the registrar publishes the DS record. From then on, an unsigned zone is a domain that does
 * not resolve: key, signing key and switch all stay when the stack goes.
 */
export class ZoneSigning extends Construct {
  constructor(scope: Construct, id: string, props: ZoneSigningProps) {
    super(scope, id);
    requireGlobalRegion(this, 'Route 53');
    // An asymmetric key cannot rotate by itself; a new signing key takes a new DS record.
    const key = new Key(this, 'Key', {
      alias: props.alias,
      description: 'Signs a public hosted zone',
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: KEPT,
    });
    const route53 = new ServicePrincipal('dnssec-route53.amazonaws.com');
    const ours = { 'aws:SourceAccount': Stack.of(this).account };
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'SignZone',
        principals: [route53],
        actions: ['kms:DescribeKey', 'kms:GetPublicKey', 'kms:Sign'],
        // In a key policy `*` means this key.
        resources: ['*'],
        conditions: { StringEquals: ours },
      }),
    );
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'LetSignersIn',
        principals: [route53],
        actions: ['kms:CreateGrant'],
        resources: ['*'],
        conditions: {
          StringEquals: ours,
          Bool: { 'kms:GrantIsForAWSResource': 'true' },
        },
      }),
    );
    const signingKey = new CfnKeySigningKey(this, 'SigningKey', {
      hostedZoneId: props.hostedZoneId,
      keyManagementServiceArn: key.keyArn,
      name: 'plinth',
      status: 'ACTIVE',
    });
    const signing = new CfnDNSSEC(this, 'Signing', {
      hostedZoneId: props.hostedZoneId,
    });
    signing.addResourceDependency(signingKey);
    for (const kept of [signingKey, signing]) {
      kept.applyRemovalPolicy(KEPT);
    }
    this.#watch(props);
  }

  /** Route 53 says every four hours whether it can still sign; a zone that it cannot sign stops resolving. */
  #watch({ alerts, hostedZoneId, runbooksUrl }: ZoneSigningProps): void {
    for (const [id, metricName, meaning] of [
      [
        'Failure',
        'DNSSECInternalFailure',
        'Route 53 cannot sign the zone, which will stop resolving.',
      ],
      [
        'Neglect',
        'DNSSECKeySigningKeysNeedingAction',
        'Route 53 cannot use the key that signs the zone.',
      ],
    ]) {
      new RunbookAlarm(this, id, {
        alerts,
        runbooksUrl,
        severity: 'critical',
        runbook: 'zone-signing',
        meaning,
        namespace: 'AWS/Route53',
        metricName,
        dimensions: { HostedZoneId: hostedZoneId },
        statistic: 'Sum',
        period: Duration.hours(6),
        evaluationPeriods: 1,
        threshold: 0,
      });
    }
  }
}
