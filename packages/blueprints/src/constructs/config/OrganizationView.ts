import { CfnConfigurationAggregator } from 'aws-cdk-lib/aws-config';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { LeastPrivilegeRole } from '../role/LeastPrivilegeRole';

/** One view of what AWS Config finds in every account and region of the organization. */
export class OrganizationView extends Construct {
  readonly aggregator: CfnConfigurationAggregator;

  constructor(scope: Construct, id: string, props: { readonly name: string }) {
    super(scope, id);
    const role = new LeastPrivilegeRole(this, 'Role', {
      // Without a condition on the source: AWS documents none for this role, and it only lists accounts.
      assumedBy: new ServicePrincipal('config.amazonaws.com'),
      description: 'Lists the accounts of the organization for AWS Config',
      grants: [
        {
          sid: 'ListAccounts',
          actions: [
            'organizations:DescribeOrganization',
            'organizations:ListAWSServiceAccessForOrganization',
            'organizations:ListAccounts',
            'organizations:ListDelegatedAdministrators',
          ],
          resources: ['*'],
          wildcard: 'These actions accept no resource, and only read.',
        },
      ],
    });
    this.aggregator = new CfnConfigurationAggregator(this, 'Aggregator', {
      configurationAggregatorName: props.name,
      organizationAggregationSource: {
        roleArn: role.roleArn,
        allAwsRegions: true,
      },
    });
    this.aggregator.node.addDependency(role);
  }
}
