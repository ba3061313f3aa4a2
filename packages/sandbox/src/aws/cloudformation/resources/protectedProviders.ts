import { isObject, type Json, type JsonObject } from '../../resources/Json';
import {
  ResourceError,
  type ProviderRequest,
  type ResourceProviders,
} from '../../resources/ResourceProvider';

/** Whether a resource is protected, and in what words its service refuses to delete it then. */
interface Protection {
  readonly isOn: (properties: JsonObject) => boolean;
  readonly refusal: (request: ProviderRequest) => string;
}

const flag =
  (property: string, on = 'true') =>
  ({ [property]: value }: JsonObject) =>
    String(value) === on;

const database = (what: string): Protection => ({
  isOn: flag('DeletionProtection'),
  refusal: () =>
    `Cannot delete protected ${what}, please disable deletion protection and try again. (Service: Rds, Status Code: 400)`,
});

const PROTECTIONS: Readonly<Record<string, Protection>> = {
  'AWS::RDS::DBInstance': database('DB Instance'),
  'AWS::RDS::DBCluster': database('DB Cluster'),
  'AWS::DocDB::DBCluster': database('DB Cluster'),
  'AWS::DynamoDB::Table': {
    isOn: flag('DeletionProtectionEnabled'),
    refusal: ({ physicalId }) =>
      `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first: ${physicalId} (Service: DynamoDb, Status Code: 400)`,
  },
  'AWS::Cognito::UserPool': {
    isOn: flag('DeletionProtection', 'ACTIVE'),
    refusal: () =>
      'The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first. (Service: CognitoIdentityProvider, Status Code: 400)',
  },
  'AWS::EC2::Instance': {
    isOn: flag('DisableApiTermination'),
    refusal: ({ physicalId }) =>
      `The instance '${physicalId}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again. (Service: Ec2, Status Code: 400)`,
  },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    isOn: ({ LoadBalancerAttributes: attributes }) =>
      Array.isArray(attributes) && attributes.some(isProtecting),
    refusal: ({ physicalId }) =>
      `Load balancer '${physicalId}' cannot be deleted because deletion protection is enabled (Service: ElasticLoadBalancingV2, Status Code: 400)`,
  },
  'AWS::NetworkFirewall::Firewall': {
    isOn: flag('DeleteProtection'),
    refusal: ({ physicalId }) =>
      `Unable to delete the firewall ${physicalId}: its delete protection is enabled (Service: NetworkFirewall, Status Code: 400)`,
  },
};

/** What services refuse of resources that are protected against deletion. */
export function protectedProviders(): ResourceProviders {
  return Object.fromEntries(
    Object.entries(PROTECTIONS).map(([type, { isOn, refusal }]) => [
      type,
      {
        delete: (request: ProviderRequest): void => {
          if (isOn(request.properties)) {
            throw new ResourceError(refusal(request), 'InvalidRequest');
          }
        },
      },
    ]),
  );
}

function isProtecting(attribute: Json): boolean {
  return (
    isObject(attribute) &&
    attribute.Key === 'deletion_protection.enabled' &&
    String(attribute.Value) === 'true'
  );
}
