import { unitPath } from '@plinth/blueprints/schema';
import pLimit from 'p-limit';
import type { Git } from '../git/Git';
import { discoverUnits } from '../units/discoverUnits';
import { STAGE_TAG } from '../removal/foreignStack';
import { findStacks, type FoundStacks } from '../removal/findStacks';
import type { PreviewFacts } from './PreviewFacts';

/** Gathers what decisions are made from: the checkout, its history, and CloudFormation. */
export async function gatherPreviewFacts(options: {
  /** The checkout at `head`. */
  root: string;
  git: Git;
  head: string;
  places: PreviewFacts['places'];
  repository: PreviewFacts['repository'];
  reader: Parameters<typeof findStacks>[0]['reader'];
}): Promise<PreviewFacts & Pick<FoundStacks, 'unread'>> {
  const { root, git, head, places, repository, reader } = options;
  const { units, broken } = discoverUnits(root);
  const { stacks, unread } = await findStacks({
    places,
    reader,
    git,
    head,
    inQuestion: ({ tags }) => tags[STAGE_TAG] === 'preview',
  });
  const paths = new Set([
    ...units
      .filter(({ unit }) => unit.stage === 'preview')
      .map(({ path }) => path),
    ...stacks.flatMap(({ approved }) => (approved ? unitPath(approved) : [])),
  ]);
  const limit = pLimit(4);
  const changes = await Promise.all(
    [...paths].map(path =>
      limit(async () => [path, await git.lastChange(head, path)] as const),
    ),
  );
  return {
    now: new Date(),
    units,
    broken,
    changes: new Map(changes),
    places,
    unread,
    repository,
    stacks,
  };
}
