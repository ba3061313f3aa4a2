import type { Organization, Plan, RepositoryRole, Team, User } from '../model';

/** People, organisations and teams. */
export interface AccountsApi {
  createUser(options: {
    login: string;
    name?: string;
    email?: string;
    type?: 'User' | 'Bot';
    siteAdmin?: boolean;
    bio?: string;
  }): User;
  createOrganization(options: {
    login: string;
    name?: string;
    description?: string;
    /** Default: enterprise. */
    plan?: Plan;
    defaultRole?: RepositoryRole | 'none';
    members?: { login: string; role: 'admin' | 'member' }[];
  }): Organization;
  /** Somebody leaves an organisation, and its teams. */
  removeMember(organization: string, login: string): void;
  createTeam(options: {
    organization: string;
    slug: string;
    name?: string;
    members: string[];
  }): Team;
  user(login: string): User | undefined;
  organization(login: string): Organization | undefined;
  users(): User[];
}
