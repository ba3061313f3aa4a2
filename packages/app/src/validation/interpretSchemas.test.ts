import { BlueprintRegistry, STAGES } from '@plinth/blueprints/schema';
import Draft7, { type ErrorObject } from 'ajv';
import ajvErrors from 'ajv-errors';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { interpretSchemas } from './interpretSchemas';

class Interpreting extends Draft7 {}
interpretSchemas(Interpreting.prototype);

const options = { allErrors: true, strict: false };
const make = (AjvClass: typeof Draft7) => addFormats(new AjvClass(options));

/** What a form shows of errors, in whichever order. Of doubles Ajv speaks only where the items are of their type. */
const shown = (errors: ErrorObject[] | null | undefined) =>
  (errors ?? [])
    .filter(({ keyword }) => !['if', 'uniqueItems'].includes(keyword))
    .map(
      ({ instancePath, keyword, message, params }) =>
        `${instancePath} ${keyword} ${params.missingProperty} ${message}`,
    )
    .sort();

/** Both say the same of the data; gives what they say. */
function verdict(schema: object, data: unknown, others: object[] = []) {
  const [said, meant] = [Interpreting, Draft7].map(AjvClass => {
    const ajv = make(AjvClass);
    others.forEach(other => ajv.addSchema(other));
    const validate = ajv.compile(schema);
    return { valid: validate(data), errors: shown(validate.errors) };
  });
  expect(said).toEqual(meant);
  return said;
}

describe('an interpreted schema says what Ajv says', () => {
  const form = {
    type: 'object',
    required: ['name', 'owner'],
    properties: {
      name: { type: 'string', pattern: '^[a-z]+$', minLength: 2, maxLength: 5 },
      owner: { type: 'string' },
      stage: { enum: ['dev', 'production'] },
      size: { type: 'integer', minimum: 1, exclusiveMaximum: 10 },
      share: { type: 'number', multipleOf: 0.5, maximum: 4 },
      zones: {
        type: 'array',
        minItems: 1,
        maxItems: 2,
        items: { $ref: '#/definitions/zone' },
      },
      fixed: { const: 'this' },
      either: { type: ['string', 'null'] },
      labels: {
        type: 'object',
        patternProperties: { '^x-': { type: 'string' } },
        additionalProperties: false,
      },
    },
    allOf: [
      {
        if: { properties: { stage: { const: 'production' } } },
        then: { required: ['size'] },
      },
    ],
    additionalProperties: false,
    definitions: { zone: { type: 'string', pattern: '^[abc]$' } },
  };

  it.each([
    [{ name: 'ab', owner: 'me', stage: 'dev' }, true],
    [{}, false],
    [undefined, false],
    [null, false],
    [[], false],
    [{ name: undefined, owner: 'me' }, false],
    [{ name: 'A', owner: 1, stage: 'x', unknown: true }, false],
    [{ name: 'abcdef', owner: '', stage: 'production' }, false],
    [{ name: 'ab', owner: '', stage: 'dev', size: 10, share: 4.7 }, false],
    [{ name: 'ab', owner: '', stage: 'dev', size: 0.5, share: 5 }, false],
    [{ name: 'ab', owner: '', stage: 'dev', zones: [] }, false],
    [{ name: 'ab', owner: '', stage: 'dev', zones: ['a', 'd', 'b'] }, false],
    [{ name: 'ab', owner: '', stage: 'dev', fixed: 'that' }, false],
    [{ name: 'ab', owner: '', stage: 'dev', either: null }, true],
    [{ name: 'ab', owner: '', stage: 'dev', either: 1 }, false],
    [{ name: 'ab', owner: '', stage: 'dev', labels: { 'x-/~a': 1 } }, false],
    [{ name: 'ab', owner: '', stage: 'dev', labels: { y: 'z' } }, false],
  ])('of %j', (data, valid) => {
    expect(verdict(form, data).valid).toBe(valid);
  });

  it.each([
    [{ kind: 'database', size: 5 }, true],
    [{ kind: 'database' }, false],
    [{ kind: 'bucket' }, true],
    [{ kind: 'moon' }, false],
    [{ name: 'admin' }, false],
    [{ place: 5 }, true],
    [{ place: '5' }, false],
    [{ first: 'a' }, false],
    [{ street: 'a' }, false],
    [{ street: 'a', town: 'b', country: 'c' }, true],
    [{ first: 'a', last: 'b' }, true],
  ])('of branches, for %j', (data, valid) => {
    const branches = {
      type: 'object',
      properties: {
        kind: { type: 'string' },
        name: { not: { const: 'admin' } },
        place: { anyOf: [{ type: 'number' }, { const: 'here' }] },
      },
      dependencies: {
        kind: {
          oneOf: [
            {
              properties: {
                kind: { enum: ['database'] },
                size: { minimum: 1 },
              },
              required: ['size'],
            },
            { properties: { kind: { enum: ['bucket'] } } },
          ],
        },
        first: { required: ['last'] },
        street: ['town', 'country'],
      },
    };
    expect(verdict(branches, data).valid).toBe(valid);
  });

  it('of what refers to schemas that were added', () => {
    const zone = { $id: 'Zone', type: 'string', enum: ['a', 'b'] };
    const schema = { $id: 'Place', properties: { zone: { $ref: 'Zone' } } };
    expect(verdict(schema, { zone: 'a' }, [zone]).valid).toBe(true);
    expect(verdict(schema, { zone: 'c' }, [zone]).valid).toBe(false);
  });

  it('of schemas that are none', () => {
    for (const AjvClass of [Interpreting, Draft7]) {
      expect(() => make(AjvClass).compile({ type: 'text' })).toThrow(
        /^schema is invalid: data\/type must/,
      );
    }
  });

  const blueprints = new BlueprintRegistry().all().flatMap(blueprint =>
    STAGES.map(stage => ({
      title: `${blueprint.name} ${blueprint.version} at ${stage}`,
      schema: blueprint.jsonSchema(stage),
    })),
  );

  it.each(blueprints)('of the parameters of $title', ({ schema }) => {
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom('10.1.0.0/16', 'a', 'example.com', 'true', true, 1, 400),
      fc.string(),
    );
    const data = fc.dictionary(
      fc.oneof(
        fc.constantFrom(...Object.keys(schema.properties ?? {}), 'unknown'),
        fc.string().filter(name => !(name in {})),
      ),
      value,
    );
    const said = make(Interpreting).compile(schema);
    const meant = make(Draft7).compile(schema);
    fc.assert(
      fc.property(data, parameters => {
        expect(said(parameters)).toBe(meant(parameters));
        expect(shown(said.errors)).toEqual(shown(meant.errors));
      }),
      { numRuns: 30 },
    );
  });
});

describe('an interpreted schema', () => {
  it('gives its own text for an error, as forms may', () => {
    const ajv = make(Interpreting);
    ajvErrors(ajv);
    const validate = ajv.compile({
      type: 'object',
      required: ['name', 'owner'],
      properties: {
        name: { pattern: '^a', errorMessage: 'Begin with an a.' },
        owner: { minLength: 2, errorMessage: { minLength: 'Two letters.' } },
      },
      errorMessage: { required: { owner: 'Somebody must own it.' } },
    });
    validate({ name: 'b', owner: '1' });
    expect(validate.errors?.map(({ message }) => message)).toEqual([
      'Begin with an a.',
      'Two letters.',
    ]);
    validate({});
    expect(validate.errors?.map(({ message }) => message)).toEqual([
      "must have required property 'name'",
      'Somebody must own it.',
    ]);
  });

  it('knows the formats that were added', () => {
    const ajv = new Interpreting({ allErrors: true });
    ajv.addFormat('letter', /^[a-z]$/);
    ajv.addFormat('digit', value => /^\d$/.test(value));
    const validate = ajv.compile({
      items: [{ format: 'letter' }, { format: 'digit' }],
    });
    expect(validate(['a', '1'])).toBe(true);
    expect(validate(['1', 'a'])).toBe(false);
    expect(validate.errors?.map(({ params }) => params)).toEqual([
      { format: 'letter' },
      { format: 'digit' },
    ]);
  });
});
