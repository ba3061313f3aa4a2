import {
  ResourceError,
  type ProviderRequest,
  type ResourceProviders,
} from '../../resources/ResourceProvider';

/** Keeps databases from being deleted that are protected. */
export const databaseProviders: ResourceProviders = {
  'AWS::RDS::DBInstance': { delete: refuseProtected('DB Instance') },
  'AWS::RDS::DBCluster': { delete: refuseProtected('DB Cluster') },
};

function refuseProtected(what: string) {
  return (request: ProviderRequest): void => {
    if (String(request.properties.DeletionProtection) === 'true') {
      throw new ResourceError(
        `Cannot delete protected ${what}, please disable deletion protection and try again. (Service: Rds, Status Code: 400)`,
        'InvalidRequest',
      );
    }
  };
}
