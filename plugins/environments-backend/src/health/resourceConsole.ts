import { consoleUrl } from '@plinth/blueprints/schema';
import { stackConsoleUrl } from './awsConsole';

/** Where the AWS console shows a resource of a type, by its physical ID. */
const PAGES: Readonly<Record<string, (region: string, id: string) => string>> =
  {
    'AWS::DynamoDB::Table': (region, id) =>
      `/dynamodbv2/home?region=${region}#table?name=${id}`,
    'AWS::EC2::SecurityGroup': (region, id) =>
      `/vpcconsole/home?region=${region}#SecurityGroup:groupId=${id}`,
    'AWS::EC2::Subnet': (region, id) =>
      `/vpcconsole/home?region=${region}#SubnetDetails:subnetId=${id}`,
    'AWS::EC2::VPC': (region, id) =>
      `/vpcconsole/home?region=${region}#VpcDetails:VpcId=${id}`,
    'AWS::IAM::Role': (region, id) =>
      `/iam/home?region=${region}#/roles/details/${id}`,
    'AWS::Lambda::Function': (region, id) =>
      `/lambda/home?region=${region}#/functions/${id}`,
    'AWS::RDS::DBInstance': (region, id) =>
      `/rds/home?region=${region}#database:id=${id};is-cluster=false`,
    'AWS::S3::Bucket': (region, id) => `/s3/buckets/${id}?region=${region}`,
    'AWS::SecretsManager::Secret': (region, id) =>
      `/secretsmanager/secret?name=${id}&region=${region}`,
  };

/** Address of a resource in the AWS console; the resources of its stack where the type has no page that is known. */
export function resourceConsoleUrl(
  resource: { resourceType: string; physicalId?: string },
  stack: { region: string; stackId: string },
): string {
  const { resourceType, physicalId } = resource;
  if (resourceType === 'AWS::CloudFormation::Stack' && physicalId) {
    return stackConsoleUrl({ region: stack.region, stackId: physicalId });
  }
  const page = Object.hasOwn(PAGES, resourceType)
    ? PAGES[resourceType]
    : undefined;
  return page && physicalId
    ? consoleUrl(
        stack.region,
        page(stack.region, encodeURIComponent(physicalId)),
      )
    : stackConsoleUrl(stack).replace('/stackinfo?', '/resources?');
}
