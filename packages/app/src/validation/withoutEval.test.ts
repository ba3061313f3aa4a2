import './index';

/* What forbids programs made of text on a page, as far as Node can do it: whoever calls `Function` fails. */
const { Function: original } = globalThis;
beforeAll(() => {
  globalThis.Function = new Proxy(original, {
    construct() {
      throw new Error("a program out of text, without 'unsafe-eval'");
    },
    apply() {
      throw new Error("a program out of text, without 'unsafe-eval'");
    },
  });
});
afterAll(() => {
  globalThis.Function = original;
});

it('the catalog tells right entities from wrong ones', async () => {
  const { resourceEntityV1alpha1Validator, entitySchemaValidator } =
    await import('@backstage/catalog-model');
  const entity = {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name: 'claims-dev' },
    spec: { type: 'aws-environment', owner: 'claims' },
  };
  await expect(resourceEntityV1alpha1Validator.check(entity)).resolves.toBe(
    true,
  );
  await expect(
    resourceEntityV1alpha1Validator.check({
      ...entity,
      spec: { type: '', owner: 'claims' },
    }),
  ).rejects.toThrow('/spec/type must NOT have fewer than 1 characters');
  expect(() => entitySchemaValidator()({ ...entity, metadata: {} })).toThrow(
    /name/,
  );
});

it('a form tells what is missing, by its title, and what is wrong', async () => {
  const { customizeValidator } = await import('@rjsf/validator-ajv8');
  const validator = customizeValidator();
  const schema = {
    type: 'object' as const,
    required: ['name', 'owner'],
    properties: {
      name: { type: 'string' as const, pattern: '^[a-z]+$' },
      owner: { type: 'string' as const, title: 'Owner' },
      stage: { type: 'string' as const, enum: ['dev'] },
    },
  };
  const { errors } = validator.validateFormData(
    { name: 'A', stage: 'x' },
    schema,
  );
  expect(errors.map(({ property, message }) => [property, message])).toEqual([
    ['owner', "must have required property 'Owner'"],
    ['.name', 'must match pattern "^[a-z]+$"'],
    ['.stage', 'must be equal to one of the allowed values'],
  ]);
  expect(validator.isValid({ $ref: '#/properties/name' }, 'a', schema)).toBe(
    true,
  );
  expect(validator.isValid({ $ref: '#/properties/name' }, 'A', schema)).toBe(
    false,
  );
});
