import type { Unit } from '@plinth/blueprints/schema';

const REQUESTED_BY = 'Requested-by';
const CONTENT = 'Plinth-content';
const TASK = 'Plinth-task';

/** What a request's commit says of its origin, in trailers that `git interpret-trailers` reads. */
export interface CommitOrigin {
  /** Entity reference of the requester. */
  readonly requester: string;
  /** Digest of the unit's files as they were requested. */
  readonly content: string;
  /** Identifies the scaffolder task. */
  readonly task: string;
}

/** The message of the one commit of a request. */
export function formatCommitMessage(unit: Unit, origin: CommitOrigin): string {
  return [
    `Create ${unit.kind} ${unit.name}`,
    '',
    `Blueprint ${unit.blueprint} ${unit.version}, stage ${unit.stage}, account ${unit.account}, ${unit.region}.`,
    '',
    `${REQUESTED_BY}: ${origin.requester}`,
    `${CONTENT}: ${origin.content}`,
    `${TASK}: ${origin.task}`,
    '',
  ].join('\n');
}

/** Reads the origin back from a commit's message; undefined if it is no request's commit. */
export function parseCommitOrigin(message: string): CommitOrigin | undefined {
  const trailers = new Map(
    message
      .trimEnd()
      .split('\n\n')
      .at(-1)!
      .split('\n')
      .map(line => line.split(/: (.*)/s, 2) as [string, string]),
  );
  const requester = trailers.get(REQUESTED_BY);
  const content = trailers.get(CONTENT);
  const task = trailers.get(TASK);
  return requester && content && task
    ? { requester, content, task }
    : undefined;
}
