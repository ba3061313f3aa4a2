import { buildSchema } from 'graphql';

/**
 * As much of GitHub's schema as clients of the sandbox ask for: who one is, an organisation with its people and teams, which
 * Backstage's catalog asks, and a repository, its branches and their pull requests. `octokit-plugin-create-pull-request`, and with it Backstage's `publish:github:pull-request`, asks that.
 */
export const schema = buildSchema(`
  scalar URI
  scalar GitObjectID
  scalar DateTime

  type Query {
    viewer: User!
    organization(login: String!): Organization
    repository(owner: String!, name: String!): Repository
  }

  interface Actor {
    login: String!
  }

  type User implements Actor {
    id: ID!
    databaseId: Int
    login: String!
    name: String
    email: String!
    bio: String
    avatarUrl: URI!
    organizationVerifiedDomainEmails(login: String!): [String!]!
  }

  type Bot implements Actor {
    login: String!
  }

  type PageInfo {
    endCursor: String
    hasNextPage: Boolean!
  }

  type Organization {
    id: ID!
    login: String!
    name: String
    membersWithRole(after: String, first: Int): OrganizationMemberConnection!
    teams(after: String, first: Int): TeamConnection!
  }

  type OrganizationMemberConnection {
    totalCount: Int!
    pageInfo: PageInfo!
    nodes: [User]
  }

  type TeamConnection {
    totalCount: Int!
    pageInfo: PageInfo!
    nodes: [Team]
  }

  enum TeamMembershipType {
    ALL
    CHILD_TEAM
    IMMEDIATE
  }

  type Team {
    slug: String!
    combinedSlug: String!
    name: String!
    description: String
    avatarUrl: URI
    editTeamUrl: URI!
    parentTeam: Team
    members(after: String, first: Int, membership: TeamMembershipType): TeamMemberConnection!
  }

  type TeamMemberConnection {
    totalCount: Int!
    pageInfo: PageInfo!
    nodes: [User]
  }

  type Repository {
    id: ID!
    name: String!
    nameWithOwner: String!
    url: URI!
    isPrivate: Boolean!
    defaultBranchRef: Ref
    ref(qualifiedName: String!): Ref
    pullRequest(number: Int!): PullRequest
    pullRequests(states: [PullRequestState!], first: Int): PullRequestConnection!
  }

  type Ref {
    id: ID!
    name: String!
    prefix: String!
    target: Commit
    refUpdateRule: RefUpdateRule
    associatedPullRequests(states: [PullRequestState!], first: Int): PullRequestConnection!
  }

  type RefUpdateRule {
    allowsDeletions: Boolean!
    allowsForcePushes: Boolean!
    pattern: String!
    requiredApprovingReviewCount: Int
    requiredStatusCheckContexts: [String]
    requiresCodeOwnerReviews: Boolean!
    requiresLinearHistory: Boolean!
  }

  type Commit {
    oid: GitObjectID!
  }

  type PullRequestConnection {
    totalCount: Int!
    nodes: [PullRequest]
    edges: [PullRequestEdge]
  }

  type PullRequestEdge {
    node: PullRequest
  }

  enum PullRequestState {
    CLOSED
    MERGED
    OPEN
  }

  type PullRequest {
    id: ID!
    number: Int!
    url: URI!
    title: String!
    body: String!
    state: PullRequestState!
    isDraft: Boolean!
    merged: Boolean!
    headRefName: String!
    headRefOid: GitObjectID!
    baseRefName: String!
    author: Actor
    editor: Actor
    lastEditedAt: DateTime
  }
`);
