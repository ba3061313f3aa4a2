export type * from './AccountsApi';
export type * from './AppsApi';
export type * from './ChecksApi';
export type * from './HooksApi';
export type * from './LimitsApi';
export type * from './PullsApi';
export type * from './RepositoriesApi';
