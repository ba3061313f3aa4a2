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

/** What a unit is, for the message of a commit about it. */
export function commitTextOf(unit: Unit): string {
  return `Blueprint ${unit.blueprint} ${unit.version}, stage ${unit.stage}, account ${unit.account}, ${unit.region}.`;
}

/**
 * The message of the one commit of a request.
 *
 * @param said.subject - the first line
 * @param said.text - the paragraph below it
 */
export function formatCommitMessage(
  said: { subject: string; text: string },
  origin: CommitOrigin,
): string {
  return [
    said.subject,
    '',
    said.text,
    '',
    requesterTrailer(origin.requester),
    `${CONTENT}: ${origin.content}`,
    `${TASK}: ${origin.task}`,
    '',
  ].join('\n');
}

/** Reads the origin back from a commit's message; undefined if it is no request's commit. */
export function parseCommitOrigin(message: string): CommitOrigin | undefined {
  const trailers = readTrailers(message);
  const requester = trailers.get(REQUESTED_BY);
  const content = trailers.get(CONTENT);
  const task = trailers.get(TASK);
  return requester && content && task
    ? { requester, content, task }
    : undefined;
}

/** The line of a commit's last paragraph that names who asked for it. */
export function requesterTrailer(requester: string): string {
  return `${REQUESTED_BY}: ${requester}`;
}

/** The lines `name: value` of the last paragraph; what is quoted above it is no trailer. The first of a name counts. */
function readTrailers(message: string): ReadonlyMap<string, string> {
  const [last = ''] = message
    .trimEnd()
    .split(/\r?\n\s*\r?\n/)
    .slice(1)
    .slice(-1);
  const trailers = new Map<string, string>();
  for (const line of last.split(/\r?\n/)) {
    const [, name, value] =
      /^([A-Za-z0-9-]+):\s*(\S.*)$/.exec(line.trimEnd()) ?? [];
    if (name && !trailers.has(name)) {
      trailers.set(name, value);
    }
  }
  return trailers;
}
