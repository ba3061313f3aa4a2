import { buildSchema } from 'graphql';

/**
 * As much of GitHub's schema as clients of the sandbox ask for: who one is, a repository, its branches and their
 * pull requests. `octokit-plugin-create-pull-request`, and with it Backstage's `publish:github:pull-request`, asks that.
 */
export const schema = buildSchema(`
  scalar URI
  scalar GitObjectID

  type Query {
    viewer: User!
    repository(owner: String!, name: String!): Repository
  }

  interface Actor {
    login: String!
  }

  type User implements Actor {
    login: String!
  }

  type Bot implements Actor {
    login: String!
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
    associatedPullRequests(states: [PullRequestState!], first: Int): PullRequestConnection!
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
  }
`);
