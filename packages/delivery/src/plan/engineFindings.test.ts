import { deployedStack, synthesizedStack } from '../__testUtils__/stacks';
import { stackKey } from '../aws/DeployedStack';
import type { SynthesizedStack } from '../synth/Assembly';
import { engineFindings } from './engineFindings';

const PATH = 'environments/claims';

function stack(
  resources: Record<string, { Type: string; Properties: object }>,
  over: Partial<SynthesizedStack> = {},
) {
  return synthesizedStack(PATH, {
    template: { Resources: resources } as SynthesizedStack['template'],
    ...over,
  });
}

function database(version: string, more: object = {}, family = version) {
  return stack({
    Settings: {
      Type: 'AWS::RDS::DBParameterGroup',
      Properties: { Family: `postgres${family}`, Description: 'Settings' },
    },
    Database: {
      Type: 'AWS::RDS::DBInstance',
      Properties: {
        DBInstanceIdentifier: 'claims',
        Engine: 'postgres',
        EngineVersion: version,
        DBParameterGroupName: { Ref: 'Settings' },
        AllowMajorVersionUpgrade: true,
        ...more,
      },
    },
  });
}

const cache = (EngineVersion: string) =>
  stack({
    Cache: {
      Type: 'AWS::ElastiCache::ReplicationGroup',
      Properties: { Engine: 'redis', EngineVersion },
    },
  });

const search = (version: string) =>
  stack({
    Search: {
      Type: 'AWS::OpenSearchService::Domain',
      Properties: { EngineVersion: `OpenSearch_${version}` },
    },
  });

const standby = stack(
  {
    Standby: {
      Type: 'AWS::RDS::DBInstance',
      Properties: {
        SourceDBInstanceIdentifier: {
          'Fn::Join': [
            '',
            [
              'arn:',
              { Ref: 'AWS::Partition' },
              ':rds:us-east-1:111122223333:db:claims',
            ],
          ],
        },
      },
    },
  },
  { stackName: 'claims-replica', region: 'us-west-2' },
);

/** What the plan says of the first stack after the change, with all of them there before. */
function told(
  after: SynthesizedStack[],
  before: SynthesizedStack[] = [],
  today = '2026-11-29',
) {
  const there = new Map(
    before.map(each => [stackKey(each), deployedStack(each)]),
  );
  return engineFindings(after[0], {
    stacks: after,
    deployed: location => there.get(stackKey(location)),
    today: new Date(today),
  }).map(({ severity, rule, message, resource }) =>
    [severity, rule, resource, message].join(' '),
  );
}

describe('what a plan says of the end of support', () => {
  it.each([
    ['PostgreSQL 15 of today', database('15'), '2026-11-29', []],
    [
      'a year before',
      database('15'),
      '2027-03-02',
      [/^warning engine\.support Database .*PostgreSQL 15 ends on 2028-02-29/],
    ],
    [
      'and after it, minor versions too',
      database('13.4'),
      '2026-11-29',
      [/PostgreSQL 13\.4 ended on 2026-02-28: AWS charges Extended Support/],
    ],
    ['Redis 6', cache('6.2'), '2026-11-29', [/Redis 6\.2 ends on 2027-01-31/]],
    ['Redis 7, of which no end is known', cache('7.1'), '2035-01-01', []],
    [
      'OpenSearch',
      search('2.19'),
      '2026-11-29',
      [/OpenSearch 2\.19 ends on 2027-11-07/],
    ],
    ['a version that the table does not know', search('4.1'), '2035-01-01', []],
  ] as const)('%s', (_, given, today, expected) => {
    expect(told([given], [], today)).toEqual(
      expected.map(text => expect.stringMatching(text)),
    );
  });
});

describe('what a plan says of another version', () => {
  it('warns of a major one, and says nothing of a minor one', () => {
    expect(told([database('17')], [database('15')])).toEqual([
      expect.stringMatching(
        /^warning engine\.upgrade Database .*upgrades PostgreSQL of Database from 15 to 17\. It stops for minutes/,
      ),
    ]);
    expect(told([database('17.5')], [database('17.2')])).toEqual([]);
    expect(told([database('17')], [database('17.2')])).toEqual([]);
    expect(told([cache('7.1')], [cache('7.0')])).toEqual([]);
  });

  it.each([
    [
      'a way back',
      [database('15')],
      [database('16')],
      /AWS takes no PostgreSQL of Database from 16 to 15: an engine never goes back\. Restore a snapshot/,
    ],
    [
      'a way back of Redis',
      [cache('7.0')],
      [cache('7.1')],
      /AWS takes no Redis of Cache from 7\.1 to 7\.0/,
    ],
    [
      'a major version without leave for it',
      [database('17', { AllowMajorVersionUpgrade: 'false' })],
      [database('16')],
      /while AllowMajorVersionUpgrade is not true\. Set it on Database/,
    ],
    [
      'settings of the version before',
      [database('17', {}, '16')],
      [database('16')],
      /parameter group of the family postgres16\. Give Database one of postgres17/,
    ],
    [
      'the loss of a standby',
      [database('17'), standby],
      [database('16'), standby],
      /so claims-replica would follow no more .*Have the standby removed first/,
    ],
    [
      'its loss in one change',
      [database('17'), { ...standby, template: {} }],
      [database('16'), standby],
      /claims-replica would follow no more/,
    ],
  ])('refuses %s', (_, after, before, reason) => {
    expect(told(after, before)).toEqual([
      expect.stringMatching(/^error engine\.upgrade /),
    ]);
    expect(told(after, before)[0]).toMatch(reason);
  });
});
