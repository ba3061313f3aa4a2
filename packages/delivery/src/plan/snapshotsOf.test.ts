import { snapshotsOf } from './snapshotsOf';

describe('snapshotsOf', () => {
  it('names what its policy keeps as a snapshot, and databases whose template says nothing', () => {
    const instance = (rest: object) => ({
      Type: 'AWS::RDS::DBInstance',
      ...rest,
    });
    expect(
      snapshotsOf({
        Resources: {
          Alone: instance({}),
          Cache: {
            Type: 'AWS::ElastiCache::ReplicationGroup',
            DeletionPolicy: 'Snapshot',
          },
          Cluster: { Type: 'AWS::RDS::DBCluster' },
          Kept: instance({ DeletionPolicy: 'Retain' }),
          Lost: instance({ DeletionPolicy: 'Delete' }),
          OfCluster: instance({
            Properties: { DBClusterIdentifier: { Ref: 'Cluster' } },
          }),
          Topic: { Type: 'AWS::SNS::Topic' },
        },
      }),
    ).toEqual([
      'Alone (AWS::RDS::DBInstance)',
      'Cache (AWS::ElastiCache::ReplicationGroup)',
      'Cluster (AWS::RDS::DBCluster)',
    ]);
  });
});
