import {
  formatRequestMarker,
  FREEZES_FOLDER,
  type RequestMarker,
} from '@plinth/repository';
import { cell, table } from '../publish/markdown';
import type { FreezeRequest } from './FreezeRequest';
import type { FreezeChange } from './planFreeze';

/** The description of a pull request that freezes something or lifts that; its last line is the request marker. */
export function describeFreezeChange(
  step: FreezeRequest['step'],
  { freeze, files }: FreezeChange,
  marker: RequestMarker,
): string {
  const { reason, until, by, stages = [], units = [] } = freeze;
  return [
    `${cell(marker.requester)} asks for this. It touches ${files.map(({ path }) => cell(path)).join(', ')} and nothing else.`,
    step === 'freeze' ? '## What is frozen' : '## What is no longer frozen',
    table([
      ['', ''],
      ['Stages', stages.map(stage => cell(stage)).join(', ') || 'none'],
      ['Units', units.map(unit => cell(unit)).join(', ') || 'none'],
      ['Until', cell(until)],
      ['By', cell(by)],
      ['Why', cell(reason)],
    ]),
    step === 'freeze'
      ? 'Once this is merged, the pipeline deploys nothing of it, neither what is merged later nor what is merged already and still waits, until that time or until the file is removed. Plans of it warn.'
      : 'Once this is merged, deployments of it go on. Those that were refused meanwhile do not begin by themselves: run them again.',
    `Nothing is deployed by this pull request. Who may approve it is whom CODEOWNERS names for ${cell(`${FREEZES_FOLDER}/`)}.`,
    formatRequestMarker(marker),
  ].join('\n\n');
}
