import { previewFolder, previewStack } from '../__testUtils__/previewFacts';
import { foreignStack } from './foreignStack';
import type { FoundStack } from './FoundStack';

const preview = previewFolder('environments/claims-pr-1');
const PREVIEW = { path: preview.path, stage: 'preview' } as const;
const dev = previewFolder('environments/claims-dev', { stage: 'dev' });

describe('foreignStack', () => {
  it.each([
    ['its main stack', previewStack(preview)],
    ['a further stack', previewStack(preview, { stackName: 'claims-pr-1-dr' })],
    [
      'a further stack elsewhere',
      previewStack(preview, {
        stackName: 'claims-pr-1-dr',
        region: 'us-west-2',
      }),
    ],
  ])('believes %s', (_, stack) => {
    expect(foreignStack(stack, PREVIEW, [preview, dev])).toBeUndefined();
    // The folder may be gone: the commit that was deployed decides.
    expect(foreignStack(stack, PREVIEW, [dev])).toBeUndefined();
  });

  it.each<[string, Partial<FoundStack>, RegExp]>([
    [
      'of another stage',
      { tags: { 'plinth:stage': 'dev', 'plinth:unit': preview.path } },
      /plinth:stage that says "dev"/,
    ],
    [
      'without a stage',
      { tags: { 'plinth:unit': preview.path } },
      /plinth:stage that says nothing/,
    ],
    [
      'of another unit',
      { tags: { 'plinth:stage': 'preview', 'plinth:unit': dev.path } },
      /plinth:unit that says "environments\/claims-dev"/,
    ],
    [
      'called like another unit',
      { stackName: 'claims-dev' },
      /its name is that of environments\/claims-dev/,
    ],
    [
      'whose name begins alike by chance',
      { stackName: 'claims-pr-12' },
      /called neither claims-pr-1 nor claims-pr-1-…/,
    ],
    ['that no run deployed', { provenance: undefined }, /no PlinthProvenance/],
    [
      'from a commit that is not on the branch',
      { approved: undefined },
      /commit c0ffee000000, which is not part of this branch/,
    ],
    [
      'that names the commit of another unit',
      { approved: dev.unit },
      /not part/,
    ],
    [
      'of a unit that was no preview when it was deployed',
      { approved: { ...preview.unit, stage: 'production' } },
      /of stage production at commit c0ffee000000/,
    ],
    [
      'in another account',
      { account: '777788889999' },
      /is in account 777788889999/,
    ],
    ['in another region', { region: 'eu-west-1' }, /is in eu-west-1/],
  ])('does not believe one %s', (_, over, message) => {
    const stack = previewStack(preview, over);
    expect(foreignStack(stack, PREVIEW, [preview, dev])).toMatch(message);
  });

  it('does not believe tags against what the branch says now', () => {
    const promoted = previewFolder(preview.path, { stage: 'staging' });
    expect(foreignStack(previewStack(preview), PREVIEW, [promoted])).toMatch(
      /of stage staging on the branch/,
    );
  });
});
