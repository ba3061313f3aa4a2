import { synthesizeUnit } from '@plinth/blueprints';
import {
  blueprintSchemas,
  DATA_TYPES,
  type Unit,
} from '@plinth/blueprints/schema';
import { resourceChanges } from './resourceChanges';

const steps = blueprintSchemas.flatMap(schema => {
  const versions = blueprintSchemas.filter(({ name }) => name === schema.name);
  const before = versions[versions.indexOf(schema) - 1];
  return before ? [{ before, schema }] : [];
});

describe('the versions of the blueprints', () => {
  it.each(
    steps.map(
      step => [`${step.schema.name} ${step.schema.version}`, step] as const,
    ),
  )(
    '%s says what of the version before it replaces that holds data',
    (_, { before, schema }) => {
      expect(before.kind).toBe('environment');
      const unit: Unit = {
        kind: 'environment',
        name: 'sample',
        blueprint: schema.name,
        version: before.version,
        stage: 'production',
        account: '777788889999',
        region: 'us-east-1',
        owner: 'group:default/platform',
        monthlyBudget: 500,
        parameters: schema.example('production'),
      };
      const after = synthesizeUnit({ ...unit, version: schema.version });
      const lost = synthesizeUnit(unit).flatMap(stack =>
        resourceChanges(
          stack.template,
          after.find(
            ({ stackName, region }) =>
              stackName === stack.stackName && region === stack.region,
          )?.template ?? {},
        ).filter(
          ({ action, resourceType }) =>
            DATA_TYPES.has(resourceType) &&
            !['Add', 'Modify', 'Import'].includes(action),
        ),
      );
      expect({ lost: lost.length > 0 }).toEqual({
        lost: schema.replaces.length > 0,
      });
      expect(schema.notes).toMatch(/\w/);
    },
  );
});
