import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import {
  CfnCluster,
  CfnClusterCapacityProviderAssociations,
} from 'aws-cdk-lib/aws-ecs';
import { CfnPrivateDnsNamespace } from 'aws-cdk-lib/aws-servicediscovery';
import { Construct } from 'constructs';
import type { StagePolicy } from '../../schema';

/** Settings of a `ServiceCluster`. */
export interface ServiceClusterProps {
  readonly policy: StagePolicy;
  readonly vpc: IVpc;
  /** Names the cluster, and its namespace `<name>.internal`. */
  readonly name: string;
}

/** A Fargate cluster whose services find each other by name in a Cloud Map namespace; stages of the policy run on spot. */
export class ServiceCluster extends Construct {
  readonly name: string;
  readonly cluster: CfnCluster;
  readonly namespace: CfnPrivateDnsNamespace;
  readonly capacity: CfnClusterCapacityProviderAssociations;
  /** What services run on. */
  readonly capacityProvider: 'FARGATE' | 'FARGATE_SPOT';

  constructor(scope: Construct, id: string, props: ServiceClusterProps) {
    super(scope, id);
    this.name = props.name;
    this.capacityProvider = props.policy.spot ? 'FARGATE_SPOT' : 'FARGATE';
    this.namespace = new CfnPrivateDnsNamespace(this, 'Namespace', {
      name: `${props.name}.internal`,
      vpc: props.vpc.vpcId,
      description: `Services of ${props.name}`,
    });
    this.cluster = new CfnCluster(this, 'Cluster', {
      clusterName: props.name,
      clusterSettings: [{ name: 'containerInsights', value: 'enabled' }],
      serviceConnectDefaults: { namespace: this.namespace.attrArn },
    });
    this.capacity = new CfnClusterCapacityProviderAssociations(
      this,
      'Capacity',
      {
        cluster: this.cluster.ref,
        capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
        defaultCapacityProviderStrategy: [
          { capacityProvider: this.capacityProvider, weight: 1 },
        ],
      },
    );
  }
}
