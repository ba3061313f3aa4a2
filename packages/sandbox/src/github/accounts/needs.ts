import type { RepositoryRole } from '../model';

/** What a call needs: of people a role in the repository, of apps one of some permissions. */
export interface NeedRule {
  readonly role: RepositoryRole;
  /** As GitHub's header names them: one of them is enough. */
  readonly permissions: readonly string[];
  /** The call is about the organisation in its path, of which people are members. */
  readonly organization?: true;
  /** Who lacks the role is told that there is no such thing. */
  readonly hidden?: true;
}

/**
 * By area and mode. Comments and labels of pull requests are open to both permissions, and what is a label of the
 * repository to one, as GitHub documents it.
 */
export const NEEDS = {
  'metadata:read': { role: 'read', permissions: ['metadata=read'] },
  'contents:read': { role: 'read', permissions: ['contents=read'] },
  'contents:write': { role: 'write', permissions: ['contents=write'] },
  'pull-requests:read': { role: 'read', permissions: ['pull_requests=read'] },
  'pull-requests:write': { role: 'read', permissions: ['pull_requests=write'] },
  'reviews:write': { role: 'read', permissions: ['pull_requests=write'] },
  'dismissals:write': { role: 'write', permissions: ['pull_requests=write'] },
  'merge:write': { role: 'write', permissions: ['contents=write'] },
  'issues:read': {
    role: 'read',
    permissions: ['issues=read', 'pull_requests=read'],
  },
  'issues:write': {
    role: 'read',
    permissions: ['issues=write', 'pull_requests=write'],
  },
  'labels:write': {
    role: 'triage',
    permissions: ['issues=write', 'pull_requests=write'],
  },
  'repository-labels:write': { role: 'write', permissions: ['issues=write'] },
  'statuses:read': { role: 'read', permissions: ['statuses=read'] },
  'statuses:write': { role: 'write', permissions: ['statuses=write'] },
  'checks:read': { role: 'read', permissions: ['checks=read'] },
  'checks:write': { role: 'write', permissions: ['checks=write'] },
  'actions:read': { role: 'read', permissions: ['actions=read'] },
  'actions:write': { role: 'write', permissions: ['actions=write'] },
  // Whether a person is among the reviewers is asked for each deployment.
  'deployments:write': { role: 'read', permissions: ['deployments=write'] },
  'variables:read': { role: 'read', permissions: ['actions_variables=read'] },
  'variables:write': {
    role: 'admin',
    permissions: ['actions_variables=write'],
  },
  'hooks:read': { role: 'admin', permissions: ['repository_hooks=read'] },
  'hooks:write': { role: 'admin', permissions: ['repository_hooks=write'] },
  'protection:read': {
    role: 'admin',
    permissions: ['administration=read'],
    hidden: true,
  },
  'administration:read': {
    role: 'admin',
    permissions: ['administration=read'],
  },
  'administration:write': {
    role: 'admin',
    permissions: ['administration=write'],
  },
  'members:read': {
    role: 'read',
    permissions: ['members=read'],
    organization: true,
  },
  'organization-repositories:write': {
    role: 'read',
    permissions: ['administration=write'],
    organization: true,
  },
} as const satisfies Record<string, NeedRule>;

/** The name of something that a call may need. */
export type Need = keyof typeof NEEDS;
