import fc from 'fast-check';
import { Match, Template as Assertions } from 'aws-cdk-lib/assertions';
import {
  BlueprintRegistry,
  FIRST_SERVING,
  inspectRefusedChange,
  isReachable,
  isSame,
  type Serving,
  type ServingStep,
  type Side,
  stepFrom,
  type Unit,
  validateUnit,
} from '../../schema';
import { synthesizeUnit, type Template } from '../../synthesizeUnit';
import { sampleUnit } from '../../testing/synthesized';
import { templateFaults } from '../../__testUtils__/templateFaults';

const blueprints = new BlueprintRegistry();
const NAME = 'sample-container-platform';
const snapshot = (region: string) =>
  `arn:aws:rds:${region}:777788889999:cluster-snapshot:awsbackup:copyjob-1`;

/** The platform as it is with this, its primary in us-east-2: there IAM answers while that is lost. */
function unitWith(serving: Serving, region = 'us-east-2'): Unit {
  return sampleUnit('container-platform', 'production', {
    region,
    parameters: {
      drRegion: 'us-west-2',
      ...serving,
      primarySnapshot:
        serving.standbyGeneration > 0 &&
        !(serving.serving === 'recovery' && serving.standbyGeneration < 2)
          ? snapshot(region)
          : undefined,
      recoverySnapshot:
        serving.serving === 'recovery' || serving.standbyGeneration > 0
          ? snapshot('us-west-2')
          : undefined,
    },
  });
}

const known = new Map<string, Record<string, Template>>();

/** Templates by the end of their stack's name: one synthesis for each state, however many walks come through it. */
function templates(serving: Serving): Record<string, Template> {
  const key = JSON.stringify(serving);
  const made =
    known.get(key) ??
    Object.fromEntries(
      synthesizeUnit(unitWith(serving)).map(({ stackName, template }) => [
        stackName.slice(NAME.length),
        template,
      ]),
    );
  known.set(key, made);
  return made;
}

/** Stacks in the order in which the pipeline deploys them, and where a region is lost, those of the other. */
const ORDER = ['-fence', '-dr', '', '-replica', '-traffic'];

/** What is deployed: of each stack, the state that it was deployed for last. */
type Deployed = Readonly<Record<string, Serving>>;

interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
}

const resourcesOf = (template: Template, type: string) =>
  Object.entries(template.Resources ?? {}).filter(
    ([, resource]) => resource.Type === type,
  ) as Array<[string, Resource]>;

const statements = (template: Template, effect: 'Allow' | 'Deny') =>
  resourcesOf(template, 'AWS::IAM::ManagedPolicy')
    .filter(([, { Properties }]) => Properties?.Roles !== undefined)
    .flatMap(
      ([, { Properties }]) =>
        (Properties?.PolicyDocument as { Statement: object[] }).Statement,
    )
    .filter(
      statement =>
        (statement as { Effect: string }).Effect === effect &&
        JSON.stringify(statement).includes('rds-db:connect'),
    );

/** Regions in which a task that runs may sign in to a PostgreSQL that takes writes. */
function writable(deployed: Deployed): Side[] {
  const at = (stack: string) => templates(deployed[stack])[stack];
  const sides = [
    { side: 'primary', service: '', database: '', denials: ['', '-fence'] },
    {
      side: 'recovery',
      service: '-dr',
      database: '-replica',
      denials: ['-dr'],
    },
  ] as const;
  return sides
    .filter(({ service, database, denials }) => {
      const runs = resourcesOf(at(service), 'AWS::ECS::Service').some(
        ([, { Properties }]) => Properties?.DesiredCount !== 0,
      );
      const denied = denials.some(
        stack => statements(at(stack), 'Deny').length > 0,
      );
      const grants = JSON.stringify(statements(at(database), 'Allow'));
      const takesWrites = resourcesOf(
        at(database),
        'AWS::RDS::DBInstance',
      ).some(
        ([id, { Properties }]) =>
          !Properties?.SourceDBInstanceIdentifier &&
          grants.includes(`"${id}","DbiResourceId"`),
      );
      return runs && takesWrites && !denied;
    })
    .map(({ side }) => side);
}

/** Where people are led. */
function led(deployed: Deployed): Side {
  const template = templates(deployed['-traffic'])['-traffic'];
  const [record] = resourcesOf(template, 'AWS::Route53::RecordSet');
  const { DNSName } = record[1].Properties?.AliasTarget as { DNSName: string };
  return DNSName.startsWith('origin-primary.') ? 'primary' : 'recovery';
}

/** Whether PostgreSQL of a region follows no other. */
function promoted(side: Side, deployed: Deployed): boolean {
  const stack = side === 'primary' ? '' : '-replica';
  return resourcesOf(
    templates(deployed[stack])[stack],
    'AWS::RDS::DBInstance',
  ).every(([, { Properties }]) => !Properties?.SourceDBInstanceIdentifier);
}

/** Whether the plan lets a deployment of these stacks begin. */
const mayBegin = (
  stacks: readonly string[],
  deployed: Deployed,
  next: Serving,
) => stacks.every(stack => isReachable(deployed[stack], next));

const everywhere = (serving: Serving): Deployed =>
  Object.fromEntries(ORDER.map(stack => [stack, serving]));

/** The states that a platform goes through, there and back and there again. */
const follows = FIRST_SERVING;
const away: Serving = { ...follows, serving: 'recovery', standby: 'fenced' };
const lost: Serving = { ...away, standby: 'lost' };
const rejoined: Serving = {
  serving: 'recovery',
  standby: 'follows',
  standbyGeneration: 1,
};
const back: Serving = { ...rejoined, serving: 'primary', standby: 'fenced' };
const home: Serving = { ...back, standby: 'follows', standbyGeneration: 2 };

describe('a failover of a container platform', () => {
  it.each([
    ['it began', follows],
    ['the primary is fenced', away],
    ['the primary is lost', lost],
    ['the primary follows', rejoined],
    ['it is back', back],
    ['it stands by as it began', home],
  ])('is a valid unit with valid templates while %s', (_, serving) => {
    expect(() => validateUnit(unitWith(serving), blueprints)).not.toThrow();
    for (const template of Object.values(templates(serving))) {
      expect(templateFaults(template)).toEqual([]);
    }
  });

  it('has one database that takes writes wherever it has arrived, and leads people there (SAAS-12)', () => {
    for (const serving of [follows, away, lost, rejoined, back, home]) {
      // A lost region is as it was before.
      const deployed =
        serving === lost
          ? { ...everywhere(lost), '': follows }
          : everywhere(serving);
      expect(writable(deployed)).toEqual([serving.serving]);
      expect(led(deployed)).toBe(serving.serving);
    }
  });

  it('never has two databases that take writes, nor leads people to one that does not, whatever fails on the way (SAAS-12)', () => {
    const step = fc.record({
      step: fc.constantFrom<ServingStep>('switch', 'fence', 'rejoin'),
      regionLost: fc.boolean(),
      // How many stacks are deployed before one fails, each time that it is tried.
      attempts: fc.array(fc.integer({ min: 0, max: ORDER.length }), {
        maxLength: 3,
      }),
      finishes: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), steps => {
        let file: Serving = follows;
        let deployed = everywhere(follows);
        for (const { regionLost, attempts, finishes, ...asked } of steps) {
          const next = stepFrom(file, asked.step, regionLost);
          if (!next || next.standbyGeneration > 3) {
            continue;
          }
          file = next;
          const stacks = ORDER.filter(
            stack => !(stack === '' && next.standby === 'lost'),
          );
          // The plan refuses it until the step before has reached all stacks that it deploys.
          if (!mayBegin(stacks, deployed, next)) {
            break;
          }
          for (const many of [...attempts, ...(finishes ? [9] : [])]) {
            for (const stack of stacks.slice(0, many)) {
              deployed = { ...deployed, [stack]: next };
              expect(writable(deployed).length).toBeLessThanOrEqual(1);
              expect(promoted(led(deployed), deployed)).toBe(true);
            }
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('tells the portal which region serves, and what the other one does', () => {
    const told = (serving: Serving) =>
      Assertions.fromJSON(templates(serving)['-traffic']).toJSON().Metadata[
        'Plinth::Recovery'
      ][0].basis;
    expect(told(follows)).toMatch(
      /^people are served from us-east-2, and us-west-2 follows;/,
    );
    expect(told(lost)).toMatch(
      /^people are served from us-west-2, and us-east-2 is lost;/,
    );
    expect(told(back)).toMatch(
      /^people are served from us-east-2, and us-west-2 is fenced;/,
    );
  });

  it('takes the fence of a lost region for granted nowhere: its tasks are denied in IAM before anything is promoted', () => {
    const fenced = { ...everywhere(follows), '-fence': lost };
    expect(writable(fenced)).toEqual([]);
    const order = (region: string) => {
      const stacks = synthesizeUnit(unitWith(lost, region));
      return stacks.map(({ stackName }) => stackName.slice(NAME.length));
    };
    const names = order('us-east-2');
    expect(names.indexOf('-fence')).toBeLessThan(names.indexOf('-replica'));
  });

  it('promotes by the last change of a stack, since RDS takes none back where another change fails after it', () => {
    const changed = (stack: string, before: Serving, after: Serving) => {
      const [old, now] = [before, after].map(
        serving => templates(serving)[stack].Resources ?? {},
      );
      return Object.keys(now).filter(
        id =>
          JSON.stringify(now[id].Properties) !==
          JSON.stringify(old[id]?.Properties),
      );
    };
    const [, instance] = resourcesOf(
      templates(away)['-replica'],
      'AWS::RDS::DBInstance',
    )[0];
    expect(instance).toBeDefined();
    expect(changed('-replica', follows, away)).toEqual([
      expect.stringMatching(/^DatabaseInstance/),
    ]);
    // In the primary's stack more changes; the database waits for all of it.
    const main = templates(back)[''].Resources ?? {};
    const waitsFor = (id: string, seen = new Set<string>()): Set<string> => {
      const text = JSON.stringify([main[id].Properties, main[id].DependsOn]);
      for (const other of Object.keys(main)) {
        if (!seen.has(other) && text.includes(`"${other}"`)) {
          waitsFor(other, seen.add(other));
        }
      }
      return seen;
    };
    const [id] = resourcesOf(templates(back)[''], 'AWS::RDS::DBInstance')[0];
    const before = waitsFor(id);
    expect(
      changed('', rejoined, back).filter(
        each => each !== id && !before.has(each),
      ),
    ).toEqual([]);
  });

  it('promotes in place: of the database nothing changes but that it names no source', () => {
    const [before, after] = [follows, away].map(
      serving =>
        resourcesOf(templates(serving)['-replica'], 'AWS::RDS::DBInstance')[0],
    );
    expect(before[0]).toBe(after[0]);
    const { SourceDBInstanceIdentifier, ...rest } = before[1].Properties ?? {};
    expect(SourceDBInstanceIdentifier).toMatch(
      /:rds:us-east-2:777788889999:db:sample-container-platform$/,
    );
    expect(after[1].Properties).toEqual(rest);
    Assertions.fromJSON(templates(follows)['-replica']).hasResourceProperties(
      'AWS::RDS::DBParameterGroup',
      { Parameters: Match.objectLike({ 'rds.force_ssl': '1' }) },
    );
  });

  it('changes no role and no policy where IAM may be out of reach: while a region is lost', () => {
    const identities = (serving: Serving, stack: string) =>
      Object.entries(templates(serving)[stack].Resources ?? {})
        .filter(([, { Type }]) => Type.startsWith('AWS::IAM::'))
        .map(([id, { Type, Properties }]) => [id, Type, Properties]);
    for (const stack of ['-dr', '-replica', '-traffic']) {
      const [before, after] = [follows, lost].map(serving =>
        identities(serving, stack),
      );
      // What AWS Backup and the new cluster need would be the exceptions; there are none.
      expect(after).toEqual(before);
    }
  });

  it('leaves the old database in the account when its region follows anew, where nobody reaches it', () => {
    const main = (serving: Serving) => templates(serving)[''];
    const [[id, instance]] = resourcesOf(main(away), 'AWS::RDS::DBInstance');
    expect(instance).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate' });
    const ids = resourcesOf(main(rejoined), 'AWS::RDS::DBInstance').map(
      ([each]) => each,
    );
    expect(ids).toHaveLength(1);
    expect(ids).not.toContain(id);
    const [groupId] = (
      instance.Properties?.VPCSecurityGroups as Array<{
        'Fn::GetAtt': [string, string];
      }>
    ).map(group => group['Fn::GetAtt'][0]);
    expect(
      main(away).Resources?.[groupId].Properties?.SecurityGroupIngress,
    ).toBeUndefined();
    expect(main(away).Resources?.[groupId]).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
    });
  });

  it('pulls the image in the region in which it runs, and finds its passwords there', () => {
    const unit = sampleUnit('container-platform', 'production', {
      size: 'full',
    });
    const stacks = synthesizeUnit(unit);
    const images = ['', '-dr'].map(end => {
      const stack = stacks.find(
        each => each.stackName === `${unit.name}${end}`,
      );
      return resourcesOf(
        stack?.template ?? {},
        'AWS::ECS::TaskDefinition',
      ).flatMap(([, { Properties }]) =>
        (Properties?.ContainerDefinitions as Array<{ Image: string }>)
          .map(({ Image }) => Image)
          .filter(image => image.includes('platform/web')),
      );
    });
    expect(images).toEqual([
      ['123456789012.dkr.ecr.us-east-1.amazonaws.com/platform/web:2026-01-15'],
      ['123456789012.dkr.ecr.us-west-2.amazonaws.com/platform/web:2026-01-15'],
    ]);
    const secrets = resourcesOf(
      templates(follows)[''],
      'AWS::SecretsManager::Secret',
    ).filter(([, { Properties }]) =>
      String(Properties?.Description).startsWith('Administrator'),
    );
    expect(secrets).toHaveLength(2);
    for (const [, { Properties }] of secrets) {
      expect(Properties?.ReplicaRegions).toEqual([{ Region: 'us-west-2' }]);
    }
  });

  it('is refused by hand where it leaves a step out, or replaces DocumentDB by an older one', () => {
    const refusals = (before: Serving, after: Serving, more: object = {}) => {
      const unit = unitWith(after);
      return inspectRefusedChange(
        unitWith(before),
        { ...unit, parameters: { ...unit.parameters, ...more } },
        blueprints,
      ).map(({ message }) => message);
    };
    expect(refusals(follows, away)).toEqual([]);
    expect(refusals(follows, lost)).toEqual([]);
    expect(refusals(away, follows)).toEqual([
      expect.stringMatching(/^cannot go from serving recovery, standby fenced/),
    ]);
    expect(refusals(lost, rejoined)).toHaveLength(1);
    expect(
      refusals(away, away, {
        recoverySnapshot: snapshot('us-west-2').replace('-1', '-2'),
      }),
    ).toEqual([
      expect.stringMatching(
        /^changes only when people are led to the recovery/,
      ),
    ]);
    expect(isSame(follows, home)).toBe(false);
  });
});
