import { TestApiRegistry } from '@backstage/test-utils';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import type {
  Blueprint,
  PlacementList,
} from '@plinth/plugin-environments-common';
import {
  askedParameters,
  chosenParameters,
  parameterForm,
} from './blueprintParameters';
import { describeName } from './describeName';
import { validateEnvironmentName } from './EnvironmentNameField';
import { placementOptions } from './PlacementField';

const placements: PlacementList = {
  phase: 'operate',
  items: [
    {
      repository: 'github.com/acme/infrastructure',
      account: '111122223333',
      name: 'dev',
      regions: ['us-east-1', 'us-west-2'],
      stages: ['preview', 'dev'],
    },
    {
      repository: 'github.com/acme/infrastructure',
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
    const apiHolder = TestApiRegistry.from([
      catalogApiRef,
      catalogApiMock({
        entities: [
          {
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Resource',
            metadata: { name: 'claims-dev', namespace: 'default' },
          },
        ],
      }),
    ]);
    await validateEnvironmentName('claims-dev', { addError }, { apiHolder });
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

  it('submits what a person chose, and ticks lists of known values alone', () => {
    const blueprint: Blueprint = {
      name: 'application',
      version: '1.0.0',
      newest: true,
      title: 'Application',
      description: 'A network.',
      kind: 'environment',
      stages: ['dev'],
      parameters: {
        type: 'object',
        required: ['cidr'],
        properties: {
          size: { type: 'integer' },
          zones: { type: 'array', items: { enum: ['a', 'b'] } },
          blocks: { type: 'array', items: { type: 'string' } },
          secrets: { type: 'array', items: { type: 'object' } },
        },
      },
      defaults: {
        dev: {
          parameters: { size: 1, zones: ['a'] },
          regions: {},
          required: ['blocks'],
        },
      },
      fixed: [],
      replaces: [],
    };
    const shown = { size: 1, zones: ['a'] };
    expect(
      chosenParameters({ ...shown, zones: ['a', 'b'] }, shown, {}),
    ).toEqual({ zones: ['a', 'b'] });
    expect(chosenParameters(shown, shown, { size: 1 })).toEqual({ size: 1 });
    expect(
      askedParameters(
        blueprint,
        { stage: 'dev' },
        { size: 1, zones: undefined, castle: true },
      ),
    ).toEqual({ size: 1 });
    const { schema, uiSchema } = parameterForm(blueprint, { stage: 'dev' });
    expect(schema.required).toEqual(['blocks']);
    expect(parameterForm(blueprint, {}).schema.required).toEqual([]);
    expect(uiSchema).toMatchObject({ zones: { 'ui:widget': 'checkboxes' } });
    expect(Object.keys(uiSchema)).toHaveLength(2);
  });
});
