import { inline } from '../markdown';
import { dataFileOf } from '@plinth/repository/units';

/** Title and body of the pull request that removes the folders of a preview. */
export function removalText(options: {
  /** Path of the unit that ended. */
  unit: string;
  /** Why, as a sentence without its full stop. */
  reason: string;
  /** Paths of the tenants that ended with it. */
  tenants: readonly string[];
  runUrl: string;
}): { title: string; body: string } {
  const { unit, reason, tenants, runUrl } = options;
  const companions =
    tenants.length > 0
      ? `, and with it ${tenants.map(each => `\`${each}\``).join(', ')}`
      : '';
  const kept = tenants.length > 0 ? 'the folders' : 'the folder';
  return {
    title: `Remove ${unit}, which has ended`,
    body: [
      `The preview \`${unit}\` has ended${companions}: ${inline(reason)}. Nothing of it is deployed any more ([run](${runUrl})).`,
      `This removes ${kept}, so that its name and network are free again. Merging it deploys nothing. If the preview was created again meanwhile, close this instead.`,
      `**To have it back**, close this pull request and change \`${dataFileOf(unit)}\` by another one, for instance its \`ttlHours\`: a change of its folder creates it again, empty.`,
      `If the check \`plinth/plan\` does not come, this was opened with the token of the run, whose workflows wait until somebody with write access approves them, at the end of this page.`,
      `<!-- plinth:ended ${JSON.stringify({ unit })} -->`,
    ].join('\n\n'),
  };
}
