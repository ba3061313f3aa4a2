import type {
  Blueprint,
  PlacementList,
} from '@plinth/plugin-environments-common';
import {
  defaultParameters,
  parameterForm,
  withoutDefaults,
} from './blueprintParameters';
import { describeName } from './describeName';
import { validateEnvironmentName } from './EnvironmentNameField';
import { placementOptions } from './PlacementField';

const placements: PlacementList = {
  phase: 'operate',
  items: [
    {
      account: '111122223333',
      name: 'dev',
      regions: ['us-east-1', 'us-west-2'],
      stages: ['preview', 'dev'],
    },
    {
      account: '444455556666',
      name: 'staging',
      regions: ['us-east-2'],
      stages: ['staging'],
    },
  ],
};

describe('the form', () => {
  it.each([
    ['claims-dev', undefined],
    ['ab', /Too short/],
    ['a'.repeat(500), /Too long.*500/],
    ['../evil', /lower-case/],
    ['${x}', /lower-case/],
    [`a"b'c`, /lower-case/],
    ['a\nb', /lower-case/],
    ['1abc', /letter/],
    ['abc-', /hyphens/],
    ['a--b', /hyphens/],
  ])('judges the name %j', (name, expected) => {
    const verdict = describeName(name);
    expect(verdict === undefined).toBe(expected === undefined);
    expect(verdict ?? '').toMatch(expected ?? '');
  });

  it('refuses a name that the catalog has', async () => {
    const addError = jest.fn();
    const apiHolder = {
      get: () => ({ getEntityByRef: async () => ({ kind: 'Resource' }) }),
    };
    await validateEnvironmentName('claims-dev', { addError }, {
      apiHolder,
    } as unknown as Parameters<typeof validateEnvironmentName>[2]);
    expect(addError).toHaveBeenCalledWith(expect.stringMatching(/taken/));
  });

  it('offers only what the governance file authorizes together', () => {
    const values = (part: 'stage' | 'account' | 'region', chosen: object) =>
      placementOptions(placements, part, chosen).map(option => option.value);
    expect(values('stage', {})).toEqual(['preview', 'dev', 'staging']);
    expect(values('account', { stage: 'staging' })).toEqual(['444455556666']);
    expect(values('region', { stage: 'dev', account: '111122223333' })).toEqual(
      ['us-east-1', 'us-west-2'],
    );
    expect(values('region', { stage: 'dev', account: '444455556666' })).toEqual(
      [],
    );
  });

  it('submits only what differs from the defaults of the stage, and ticks lists of known values alone', () => {
    const blueprint = {
      title: 'Application',
      parameters: {
        type: 'object',
        required: ['cidr'],
        properties: {
          zones: { type: 'array', items: { enum: ['a', 'b'] } },
          blocks: { type: 'array', items: { type: 'string' } },
          secrets: { type: 'array', items: { type: 'object' } },
        },
      },
      defaults: { dev: { size: 1, zones: ['a'] } },
    } as unknown as Blueprint;
    const defaults = defaultParameters(blueprint, { stage: 'dev' });
    expect(
      withoutDefaults(
        { size: 1, zones: ['a', 'b'], extra: undefined },
        defaults,
      ),
    ).toEqual({ zones: ['a', 'b'] });
    expect(defaultParameters(blueprint, {})).toEqual({});
    const { schema, uiSchema } = parameterForm(blueprint);
    expect(schema.required).toBeUndefined();
    expect(uiSchema).toMatchObject({ zones: { 'ui:widget': 'checkboxes' } });
    expect(Object.keys(uiSchema)).toHaveLength(2);
  });
});
