import {
  InterfaceVpcEndpointAwsService,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
} from 'aws-cdk-lib/aws-ec2';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ownPrincipalsOnly } from './endpointPerimeter';
import { SERVICE_SUBNETS } from './ThreeTierNetwork';

const SERVICES = {
  ecr: [
    InterfaceVpcEndpointAwsService.ECR,
    InterfaceVpcEndpointAwsService.ECR_DOCKER,
  ],
  kms: [InterfaceVpcEndpointAwsService.KMS],
  logs: [InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS],
  secretsmanager: [InterfaceVpcEndpointAwsService.SECRETS_MANAGER],
  ssm: [InterfaceVpcEndpointAwsService.SSM],
  sts: [InterfaceVpcEndpointAwsService.STS],
  xray: [InterfaceVpcEndpointAwsService.XRAY],
} as const;

/** Settings of `PrivateEndpoints`. */
export interface PrivateEndpointsProps {
  readonly vpc: IVpc;
  /** Names of AWS services; `ecr` makes the two endpoints that image pulls need. */
  readonly services: ReadonlyArray<keyof typeof SERVICES>;
  /** Whose traffic the endpoints accept. */
  readonly client: SecurityGroup;
  /**
   * Networks whose traffic they accept besides, such as those of spokes.
   *
   * @default - none
   */
  readonly clientCidrs?: readonly string[];
  /**
   * Whether only principals of the account are served.
   *
   * @default false - AWS's own policy: everybody who has credentials and reaches the endpoint
   */
  readonly ownPrincipals?: boolean;
}

/** PrivateLink endpoints in the private subnets, reached by one security group over TLS. */
export class PrivateEndpoints extends Construct {
  constructor(scope: Construct, id: string, props: PrivateEndpointsProps) {
    super(scope, id);
    const group = new SecurityGroup(this, 'SecurityGroup', {
      vpc: props.vpc,
      description: 'Private endpoints of AWS services',
      allowAllOutbound: false,
    });
    group.addIngressRule(
      Peer.securityGroupId(props.client.securityGroupId),
      Port.tcp(443),
      'TLS from workloads',
    );
    for (const cidr of props.clientCidrs ?? []) {
      group.addIngressRule(Peer.ipv4(cidr), Port.tcp(443), 'TLS from networks');
    }
    for (const name of [...props.services].sort()) {
      SERVICES[name].forEach((service, index) => {
        const endpoint = props.vpc.addInterfaceEndpoint(
          `${name}${index || ''}`,
          {
            service,
            subnets: { subnetGroupName: SERVICE_SUBNETS },
            securityGroups: [group],
            privateDnsEnabled: true,
            open: false,
          },
        );
        if (props.ownPrincipals) {
          endpoint.addToPolicy(ownPrincipalsOnly(name, Stack.of(this).account));
        }
      });
    }
  }
}
