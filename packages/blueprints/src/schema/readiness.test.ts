import { sampleUnits } from '../samples';
import { synthesizeOnce } from '../testing/synthesized';
import { assessReadiness, type DeployedStack } from './readiness';
import type { ReadinessNeed } from './readinessNeed';
import { BlueprintRegistry } from './BlueprintRegistry';

const stacksOf = synthesizeOnce();

/** All stacks of a unit as they are once each of their resources is created. */
function deployed(unit: Parameters<typeof stacksOf>[0]): DeployedStack {
  const templates = stacksOf(unit).map(({ template }) => template);
  return {
    resources: templates.flatMap(({ Resources = {} }) =>
      Object.entries(Resources).map(([logicalId, { Type }]) => ({
        type: Type,
        status: 'CREATE_COMPLETE',
        logicalId,
      })),
    ),
    outputs: templates.flatMap(({ Outputs = {} }) => Object.keys(Outputs)),
    deployedFromCommit: true,
  };
}

const blueprints = new BlueprintRegistry();

const checklistOf = (blueprint: string): readonly ReadinessNeed[] =>
  blueprints.newest(blueprint)?.readiness ?? [];

const samples = sampleUnits().filter(
  ({ blueprint }) => checklistOf(blueprint).length > 0,
);

function missingOf(blueprint: string, stack: DeployedStack) {
  return assessReadiness(checklistOf(blueprint), stack).flatMap(
    item => item.missing,
  );
}

describe('readiness', () => {
  it.each(samples.map(sample => [sample.id, sample] as const))(
    'is reached by %s when all of it is deployed',
    (_, { blueprint, unit }) => {
      expect(missingOf(blueprint, deployed(unit))).toEqual([]);
    },
  );

  it.each(
    samples
      .filter(
        (sample, index) =>
          samples.findIndex(each => each.blueprint === sample.blueprint) ===
          index,
      )
      .map(sample => [sample.blueprint, sample] as const),
  )(
    'of %s is missed by any resource or output of the checklist that is not there',
    (blueprint, { unit }) => {
      const whole = deployed(unit);
      for (const need of checklistOf(blueprint)) {
        for (const [type, [, what]] of Object.entries(need.resources ?? {})) {
          const without = {
            ...whole,
            resources: whole.resources.filter(each => each.type !== type),
          };
          expect(missingOf(blueprint, without)).toContainEqual(
            expect.stringMatching(
              `^${what}: 0 of \\d+ complete \\(${type}\\)$`,
            ),
          );
        }
        for (const output of need.outputs ?? []) {
          const without = {
            ...whole,
            outputs: whole.outputs.filter(name => name !== output),
          };
          expect(missingOf(blueprint, without)).toContain(
            `output ${output} has no value`,
          );
        }
      }
    },
  );

  const { unit: platform } = samples.find(
    ({ id }) => id === 'platform-services-1.0.0-dev-small',
  )!;

  it('names what failed, is under way, or was deleted behind CloudFormation’s back', () => {
    const whole = deployed(platform);
    const databases = whole.resources.filter(
      ({ type }) => type === 'AWS::RDS::DBInstance',
    );
    const change = (index: number, how: object) => ({
      ...whole,
      resources: whole.resources.map(each =>
        each === databases[index] ? { ...each, ...how } : each,
      ),
    });
    for (const [how, words] of [
      [{ status: 'CREATE_FAILED' }, 'CREATE_FAILED'],
      [{ status: 'UPDATE_IN_PROGRESS' }, 'UPDATE_IN_PROGRESS'],
      [{ gone: true }, 'was deleted outside the pipeline'],
    ] as const) {
      expect(missingOf('platform-services', change(1, how))).toEqual([
        `databases: 2 of 3 complete (AWS::RDS::DBInstance: ${databases[1].logicalId} ${words})`,
      ]);
    }
  });

  it('counts a resource that is there beyond the least number, too', () => {
    const whole = deployed(platform);
    const extra = {
      type: 'AWS::RDS::DBInstance',
      status: 'CREATE_FAILED',
      logicalId: 'Extra',
    };
    expect(
      missingOf('platform-services', {
        ...whole,
        resources: [...whole.resources, extra],
      }),
    ).toEqual([
      'databases: 3 of 4 complete (AWS::RDS::DBInstance: Extra CREATE_FAILED)',
    ]);
  });

  it('says what the organization has to have when the unit does not make the detector', () => {
    const items = assessReadiness(
      checklistOf('platform-services'),
      deployed({
        ...platform,
        parameters: { ...platform.parameters, guardDuty: false },
      }),
    );
    const detection = items?.find(({ requirement }) => requirement === 'PHS-6');
    expect(detection).toMatchObject({ met: true });
    expect(detection?.notes).toContainEqual(
      expect.stringMatching(/organization has to have one.*not checked here/),
    );
  });

  it('does not count what the unit neither makes nor needs to', () => {
    const sample = (size: string) =>
      samples.find(({ id }) => id === `landing-zone-1.0.0-shared-${size}`)!
        .unit;
    const access = (size: string) =>
      assessReadiness(
        checklistOf('landing-zone'),
        deployed(sample(size)),
      )?.find(({ requirement }) => requirement === 'FND-18');
    expect(access('large')).toMatchObject({
      applies: true,
      met: true,
      notes: [],
    });
    expect(access('small')).toMatchObject({ applies: false, missing: [] });
    expect(access('small')?.notes[0]).toMatch(/kept elsewhere.*not checked/);
  });

  it('asks for what a version adds only where a parameter asked for it', () => {
    const items = (id: string, change: object = {}) => {
      const whole = deployed(samples.find(sample => sample.id === id)!.unit);
      return assessReadiness(checklistOf('application'), {
        ...whole,
        resources: whole.resources.map(each =>
          each.type === 'AWS::ECS::Service' ? { ...each, ...change } : each,
        ),
      });
    };
    const titles = (id: string) => items(id)?.map(({ title }) => title);
    const service = 'Service that scales behind a load balancer';
    expect(titles('application-1.0.0-dev-small')).not.toContain(service);
    expect(titles('application-1.1.0-dev-service')).toContain(service);
    expect(
      items('application-1.1.0-dev-service', { status: 'CREATE_FAILED' })?.find(
        ({ title }) => title === service,
      ),
    ).toMatchObject({
      met: false,
      missing: [expect.stringMatching(/^service: 0 of 1.*CREATE_FAILED/)],
    });
  });

  it('is not reached by a stack that the pipeline did not deploy', () => {
    expect(
      missingOf('platform-services', {
        ...deployed(platform),
        deployedFromCommit: false,
      }),
    ).toEqual(['the stack names no commit that it was deployed from']);
  });

  it('covers every requirement of the baseline that a deployed resource can show', () => {
    const covered = checklistOf('platform-services').flatMap(
      ({ requirement }) => requirement.split(', '),
    );
    // PHS-10, least privilege, is a property of the template and refused by the plan.
    expect(
      covered.map(id => Number(id.slice(4))).sort((a, b) => a - b),
    ).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12]);
  });

  it('is asked of no tenant, which has no checklist', () => {
    expect(blueprints.newest('tenant')?.readiness).toBeUndefined();
  });
});
