import { inline } from '../markdown';
import type { PreviewResult } from './endPreviews';
import type { FoundStacks } from '../removal/findStacks';

const WORDS: Record<PreviewResult['outcome'], string> = {
  kept: 'lives',
  due: '⏳ would end',
  ended: '✅ ended',
  left: '⏳ left for a later run',
  refused: '❌ **refused**',
  failed: '❌ **failed**',
};

/** What a run did about previews, as markdown for the job's summary. */
export function renderPreviews(
  results: readonly PreviewResult[],
  unread: FoundStacks['unread'],
): string {
  const rows = results.map(({ unit, outcome, reason, stacks, pull }) => {
    const where = stacks
      .map(
        ({ stackName, account, region }) =>
          `\`${stackName}\` ${account} ${region}`,
      )
      .join('<br>');
    return `| \`${unit}\` | ${WORDS[outcome]} | ${where} | ${inline(reason)} | ${pull ? `[#${pull.number}](${pull.url}) ${pull.state}` : ''} |`;
  });
  return [
    '## Previews',
    '',
    ...(rows.length > 0
      ? [
          '| Preview | Outcome | Stacks | Reason | Removal of its folder |',
          '| --- | --- | --- | --- | --- |',
          ...rows,
        ]
      : ['There is no preview.']),
    '',
    ...unread.map(
      ({ account, region, reason }) =>
        `- ❌ **${account} ${region} could not be read**: ${inline(reason)}`,
    ),
  ].join('\n');
}
