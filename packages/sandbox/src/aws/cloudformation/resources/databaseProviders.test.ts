import type { Json } from '../../resources/Json';
import type { Stack } from '../model';
import { place, template, useEngine } from '../../testing/useEngine';

describe('A stack’s database', () => {
  const engine = useEngine();

  const settings = (family: string): Json => ({
    Type: 'AWS::RDS::DBParameterGroup',
    Properties: { Family: family, Description: 'Settings' },
  });
  const database = (
    version: string,
    more: Record<string, Json> = {},
  ): Json => ({
    Type: 'AWS::RDS::DBInstance',
    DeletionPolicy: 'Delete',
    Properties: {
      DBInstanceIdentifier: 'claims',
      Engine: 'postgres',
      EngineVersion: version,
      DBInstanceClass: 'db.t4g.micro',
      AllocatedStorage: '100',
      DBParameterGroupName: { Ref: 'Settings' },
      AllowMajorVersionUpgrade: true,
      ...more,
    },
  });
  const deploy = (version: string, more = {}, family = `postgres${version}`) =>
    engine.deploy(
      'claims',
      template({
        Settings: settings(family),
        Database: database(version, more),
      }),
    );
  /** Why resources of the stack failed. */
  const reasons = (stack: Stack) =>
    engine.aws.cloudFormation.store
      .events(stack.id)
      .filter(({ status }) => status.endsWith('_FAILED'))
      .map(({ reason }) => reason)
      .join();

  it('goes to a newer major version with a parameter group of its family, made in the same update', async () => {
    await deploy('15');
    const { status } = await deploy('17');
    expect(status).toBe('UPDATE_COMPLETE');
    const groups = engine.aws.cloudFormation.resources({
      ...place,
      type: 'AWS::RDS::DBParameterGroup',
    });
    expect(groups.map(({ properties }) => properties.Family)).toEqual([
      'postgres17',
    ]);
  });

  it.each([
    [
      'another major version without leave for it',
      '17',
      { AllowMajorVersionUpgrade: false },
      'postgres17',
      /AllowMajorVersionUpgrade flag must be present/,
    ],
    [
      'an older version',
      '14',
      {},
      'postgres14',
      /Cannot upgrade postgres from 15 to 14/,
    ],
    [
      'a parameter group of another family',
      '17',
      {},
      'postgres15',
      /with DBParameterGroupFamily postgres15 can't be used .* postgres17/,
    ],
    [
      'less storage',
      '15',
      { AllocatedStorage: '50' },
      'postgres15',
      /Storage cannot be decreased from 100/,
    ],
  ])(
    'refuses %s, and stays as it was',
    async (_, version, more, family, why) => {
      await deploy('15');
      const stack = await deploy(version, more, family);
      expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(reasons(stack)).toMatch(why);
    },
  );

  it('has a replica only while RDS does not manage its password', async () => {
    const replica = {
      Type: 'AWS::RDS::DBInstance',
      DeletionPolicy: 'Delete',
      Properties: {
        SourceDBInstanceIdentifier: { Ref: 'Database' },
        DBInstanceClass: 'db.t4g.micro',
      },
    };
    const deployBoth = (name: string, more: Record<string, Json>) =>
      engine.deploy(
        name,
        template({
          Settings: settings('postgres17'),
          Database: database('17', { DBInstanceIdentifier: name, ...more }),
          Replica: replica,
        }),
      );
    const refused = await deployBoth('managed', {
      ManageMasterUserPassword: true,
    });
    expect(refused.status).toBe('ROLLBACK_COMPLETE');
    expect(reasons(refused)).toMatch(/can't create a read replica of managed/);
    expect((await deployBoth('own', {})).status).toBe('CREATE_COMPLETE');
  });

  describe('that follows one in another region', () => {
    const WEST = { ...place, region: 'us-west-2' };
    const source = `arn:aws:rds:us-east-1:${place.account}:db:claims`;
    const follow = (properties: Record<string, Json>) =>
      engine.aws.cloudFormation.deploy({
        ...WEST,
        stackName: 'standby',
        template: template({
          Standby: {
            Type: 'AWS::RDS::DBInstance',
            Properties: {
              DBInstanceIdentifier: 'claims-dr',
              DBInstanceClass: 'db.t4g.micro',
              SourceRegion: 'us-east-1',
              ...properties,
            },
          },
        }),
      });
    const following = { SourceDBInstanceIdentifier: source };
    const standby = () =>
      engine.aws.cloudFormation.resources({
        ...WEST,
        type: 'AWS::RDS::DBInstance',
      });

    it('is promoted in place when it names no source any more, and follows nobody after that', async () => {
      await deploy('17');
      await follow(following);
      const [before] = standby();
      expect((await follow({})).status).toBe('UPDATE_COMPLETE');
      const [after] = standby();
      expect(after.id).toBe(before.id);
      expect(after.properties.SourceDBInstanceIdentifier).toBeUndefined();
      const stack = await follow(following);
      expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(reasons(stack)).toMatch(
        /custom-named resource requires replacing/,
      );
    });

    it('is not made while that region is lost', async () => {
      await deploy('17');
      engine.aws.faults.loseRegion('us-east-1');
      expect(reasons(await follow(following))).toMatch(
        /source region us-east-1 does not answer/,
      );
    });
  });

  it('of documents is restored from a snapshot of its own account and region alone', async () => {
    const restore = (region: string) =>
      engine.deploy(
        'documents',
        template({
          Cluster: {
            Type: 'AWS::DocDB::DBCluster',
            DeletionPolicy: 'Delete',
            Properties: {
              SnapshotIdentifier: `arn:aws:rds:${region}:${place.account}:cluster-snapshot:one`,
            },
          },
        }),
      );
    expect(reasons(await restore('us-west-2'))).toMatch(/not found/);
    await engine.aws.cloudFormation.destroy({
      ...place,
      stackName: 'documents',
    });
    expect((await restore('us-east-1')).status).toBe('CREATE_COMPLETE');
  });
});
