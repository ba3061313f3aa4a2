import { GitHubError } from './GitHubError';

/** Most characters that GitHub takes of each text. */
const LONGEST = {
  title: { resource: 'Issue', field: 'title', limit: 256 },
  body: { resource: 'Issue', field: 'body', limit: 65_536 },
  status: { resource: 'Status', field: 'description', limit: 140 },
  label: { resource: 'Label', field: 'name', limit: 50 },
  labelDescription: { resource: 'Label', field: 'description', limit: 100 },
} as const;

/** Throws GitHub's 422 when a text is longer than GitHub takes it. */
export function assertLength(kind: keyof typeof LONGEST, text: string): void {
  const { resource, field, limit } = LONGEST[kind];
  if ([...text].length > limit) {
    throw new GitHubError(422, 'Validation Failed', [
      {
        resource,
        code: 'custom',
        field,
        message: `${field} is too long (maximum is ${limit} characters)`,
      },
    ]);
  }
}
