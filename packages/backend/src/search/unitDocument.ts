import { parseEntityRef } from '@backstage/catalog-model';
import type { ResourcePermission } from '@backstage/plugin-permission-common';
import type { IndexableDocument } from '@backstage/plugin-search-common';
import {
  changesReadPermission,
  environmentReadPermission,
  TYPE_ENVIRONMENT,
  TYPE_TENANT,
  type KnownUnit,
} from '@plinth/plugin-environments-common';

/** The kind of documents that stand for environments and tenants. */
export const UNITS_TYPE = 'environments';

/**
 * What the search knows of an environment or tenant: what a document of the catalog has, by which the page of results filters, and facts. Every
 * document has every field, since an index in memory knows those of the first.
 */
export interface UnitDocument extends IndexableDocument {
  name: string;
  namespace: string;
  kind: string;
  type: string;
  /** The stage. */
  lifecycle: string;
  account: string;
  accountName: string;
  region: string;
  owner: string;
  blueprint: string;
  stacks: string;
  resources: string;
  commits: string;
  pullRequests: string;
}

/** Facts that the catalog does not tell, each with the permission that it takes to be shown it, or to find a unit by it. */
export const FACTS: Record<
  keyof Pick<UnitDocument, 'commits' | 'pullRequests' | 'resources'>,
  ResourcePermission<'catalog-entity'>
> = {
  resources: environmentReadPermission,
  commits: changesReadPermission,
  pullRequests: changesReadPermission,
};

/** Digits of a commit as GitHub shows it. */
const SHORT = 7;

/** The one document of a unit. */
export function unitDocument(unit: KnownUnit): UnitDocument {
  const { namespace, kind, name } = parseEntityRef(unit.entityRef);
  return {
    title: unit.title ?? unit.name,
    location: `/catalog/${[namespace, kind, name].map(encodeURIComponent).join('/')}`,
    authorization: { resourceRef: unit.entityRef },
    text: describe(unit),
    name: unit.name,
    namespace,
    kind: 'Resource',
    type: unit.kind === 'tenant' ? TYPE_TENANT : TYPE_ENVIRONMENT,
    lifecycle: unit.stage ?? '',
    account: unit.account ?? '',
    accountName: unit.accountName ?? '',
    region: unit.region ?? '',
    owner: unit.owner ?? '',
    blueprint: unit.blueprint ?? '',
    stacks: unit.stacks.join(' '),
    resources: unit.resources.map(withParts).join(' '),
    commits: unit.commits.map(sha => `${sha} ${sha.slice(0, SHORT)}`).join(' '),
    pullRequests: unit.pullRequests
      .map(number => `#${number} ${number}`)
      .join(' '),
  };
}

/** What a list of results says of a unit. */
function describe(unit: KnownUnit): string {
  const { account, accountName, stage, region, owner, blueprint } = unit;
  const kind = unit.kind === 'tenant' ? 'Tenant' : 'Environment';
  const place = [
    stage && `at stage ${stage}`,
    account &&
      `in account ${accountName ? `${accountName} (${account})` : account}`,
    region,
    owner && `of ${owner.replace(/^group:(default\/)?/, '')}`,
    blueprint && `made by ${blueprint}`,
  ].filter(Boolean);
  const sentence = `${kind} ${place.join(', ')}`.trim();
  const description = unit.description?.replace(/\W*$/, '. ') ?? '';
  return `${description}${sentence}.`;
}

/** A physical ID, and what an ARN or an address is made of: people look for the last part as well. */
function withParts(id: string): string {
  const parts = id.split(/[:/]+/).filter(Boolean);
  return parts.length > 1 ? [id, ...parts].join(' ') : id;
}
