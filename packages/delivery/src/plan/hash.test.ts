import fc from 'fast-check';
import type { DeployedStack } from '../aws/DeployedStack';
import type { SynthesizedStack, Template } from '../synth/Assembly';
import { bindingOf, planHash, sha256, unitHash } from './hash';

const stack = (over: Partial<SynthesizedStack> = {}): SynthesizedStack => ({
  unit: 'environments/claims-dev',
  stackName: 'claims-dev',
  artifactId: 'claims-dev',
  account: '111122223333',
  region: 'us-east-1',
  template: { Resources: { Data: { Type: 'AWS::S3::Bucket' } } },
  tags: { 'plinth:stage': 'dev' },
  terminationProtection: false,
  dependsOn: [],
  assets: {},
  constructs: {},
  ...over,
});

const deployed = (over: Partial<DeployedStack> = {}): DeployedStack => ({
  stackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/claims-dev/1',
  status: 'CREATE_COMPLETE',
  template: { Resources: {} },
  parameters: {
    PlinthProvenance: '{"commit":"a"}',
    BootstrapVersion: '/cdk-bootstrap/hnb659fds/version',
    Size: 'small',
  },
  tags: {},
  terminationProtection: false,
  ...over,
});

const hashOf = (next: SynthesizedStack, base?: DeployedStack) =>
  unitHash(
    'environments/claims-dev',
    bindingOf([{ stack: next, deployed: base, changes: [] }]),
  );

describe('unitHash', () => {
  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), resources => {
        const reversed = Object.fromEntries(
          Object.entries(resources).reverse(),
        );
        expect(hashOf(stack({ template: { Metadata: reversed } }))).toBe(
          hashOf(stack({ template: { Metadata: resources } })),
        );
      }),
    );
  });

  it('differs when any value of the template differs', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        fc.pre(JSON.stringify(sortKeys(a)) !== JSON.stringify(sortKeys(b)));
        const template = (value: unknown): Template => ({
          Metadata: { value },
        });
        expect(hashOf(stack({ template: template(a) }))).not.toBe(
          hashOf(stack({ template: template(b) })),
        );
      }),
    );
  });

  it('is bound to the baseline: its template, parameters and tags', () => {
    const hashes = [
      hashOf(stack()),
      hashOf(stack(), deployed()),
      hashOf(
        stack(),
        deployed({
          template: { Resources: { Old: { Type: 'AWS::SNS::Topic' } } },
        }),
      ),
      hashOf(stack(), deployed({ parameters: { Size: 'large' } })),
      hashOf(stack(), deployed({ tags: { a: 'b' } })),
      hashOf(stack(), deployed({ terminationProtection: true })),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('is not bound to who deployed the baseline', () => {
    const other = deployed({
      stackId: 'other',
      status: 'UPDATE_COMPLETE',
      parameters: {
        ...deployed().parameters,
        PlinthProvenance: '{"commit":"b"}',
      },
    });
    expect(hashOf(stack(), other)).toBe(hashOf(stack(), deployed()));
  });

  it('is bound to where and how the stack is deployed', () => {
    const hashes = [
      stack(),
      stack({ account: '444455556666' }),
      stack({ region: 'us-west-2' }),
      stack({ stackName: 'other' }),
      stack({ tags: {} }),
      stack({ terminationProtection: true }),
      stack({ assets: { code: 'a' } }),
      stack({ assets: { code: 'b' } }),
    ].map(each => hashOf(each));
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

describe('planHash', () => {
  it('does not depend on the order of units, and changes with each of them', () => {
    const hash = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), hash, { minKeys: 1 }),
        hash,
        (units, other) => {
          const reversed = Object.fromEntries(Object.entries(units).reverse());
          expect(planHash(reversed)).toBe(planHash(units));
          const [first] = Object.keys(units);
          fc.pre(units[first] !== other);
          expect(planHash({ ...units, [first]: other })).not.toBe(
            planHash(units),
          );
        },
      ),
    );
  });

  it('is a SHA-256 over RFC 8785 canonical JSON', () => {
    // printf '{"a":[1,2],"b":1}' | sha256sum
    expect(sha256({ b: 1.0, a: [1, 2] })).toBe(
      '94a786c3662bc7beeb598efa7d8cb58d7bea25d6c275ea9785a0230ff1f8c2ba',
    );
  });
});

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sortKeys);
  }
  if (!value || typeof value !== 'object') {
    return value;
  }
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => [key, sortKeys(item)]);
}
