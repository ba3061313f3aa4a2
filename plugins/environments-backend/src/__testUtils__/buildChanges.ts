import type { Change } from '@plinth/plugin-environments-common';
import { ChangeSources, describeStory } from '../changes/describeStory';
import { newestFirst } from '../changes/pageChanges';
import { FactsOfUnit, tellStories } from '../changes/tellStories';

/** The whole audit trail of a unit, newest first, told from all of its facts at once. */
export function buildChanges(sources: ChangeSources & FactsOfUnit): Change[] {
  return tellStories(sources)
    .map(story => describeStory(story, sources))
    .sort(newestFirst);
}
