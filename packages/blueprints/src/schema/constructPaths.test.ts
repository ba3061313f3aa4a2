import fc from 'fast-check';
import { constructPaths, type ConstructMetadata } from './constructPaths';

const named = (data: unknown) => [{ type: 'aws:cdk:logicalId', data }];
const RESOURCES = { Resources: { Bucket1: {}, Policy2: {} } };
const BUCKET = '/claims/Data/Bucket/Resource';

describe('constructPaths', () => {
  it('are below the stack, which may stand in another construct', () => {
    const stacks: Array<[string, string]> = [
      ['claims', '/claims/Data/Bucket/Resource'],
      ['claims/Dr', '/claims/Dr/Data/Bucket/Resource'],
    ];
    for (const [stack, path] of stacks) {
      expect(
        constructPaths({ [path]: named('Bucket1') }, stack, RESOURCES),
      ).toEqual({ Bucket1: 'Data/Bucket/Resource' });
    }
  });

  it.each<[string, ConstructMetadata]>([
    [
      'notes nothing of logical IDs',
      { [BUCKET]: [{ type: 'aws:cdk:warning', data: 'Bucket1' }] },
    ],
    [
      'names an output or a parameter',
      { '/claims/Provenance': named('PlinthProvenance') },
    ],
    [
      'is of another stack',
      { '/claims-dr/Data/Bucket/Resource': named('Bucket1') },
    ],
    ['is the stack itself', { '/claims/': named('Bucket1') }],
    [
      'is longer than any',
      { [`/claims/${'x'.repeat(501)}`]: named('Bucket1') },
    ],
    ['names no text', { [BUCKET]: named({ Ref: 'Bucket1' }) }],
    ['names what only a prototype has', { [BUCKET]: named('constructor') }],
    [
      'is claimed by another, too, as of a nested stack that has a resource of the same name',
      { [BUCKET]: named('Bucket1'), '/claims/Nested/Bucket': named('Bucket1') },
    ],
  ])('say nothing by what %s', (_, metadata) => {
    expect(constructPaths(metadata, 'claims', RESOURCES)).toEqual({});
  });

  it('name resources of the template alone, whatever is noted', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string(),
          fc.array(
            fc.record({
              type: fc.constant('aws:cdk:logicalId'),
              data: fc.constantFrom('Bucket1', 'Policy2', 'Other', 7),
            }),
          ),
        ),
        notes => {
          const metadata = Object.fromEntries(
            Object.entries(notes).map(([path, own]) => [
              `/claims/${path}`,
              own,
            ]),
          );
          const paths = constructPaths(metadata, 'claims', RESOURCES);
          for (const [logicalId, path] of Object.entries(paths)) {
            expect(Object.keys(RESOURCES.Resources)).toContain(logicalId);
            expect(metadata[`/claims/${path}`]).toContainEqual(
              named(logicalId)[0],
            );
          }
        },
      ),
    );
  });
});
