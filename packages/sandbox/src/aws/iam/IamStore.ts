import { createHash } from 'node:crypto';
import type { SandboxClock } from '../../clock';
import type { Collection, DocumentStore } from '../../documents';
import { awsManagedPolicy } from './awsManagedPolicy';
import { parsePolicy } from './parsePolicy';
import type { PolicyDocument } from '../service/PolicyDocument';

/** A role of an account. */
export interface Role {
  account: string;
  roleName: string;
  path: string;
  roleId: string;
  arn: string;
  description?: string;
  trust: PolicyDocument;
  maxSessionDuration: number;
  /** ARN of the policy beyond which the others allow nothing. */
  boundary?: string;
  /** ISO 8601 */
  createdAt: string;
  tags: { Key: string; Value: string }[];
  /** ARNs of managed policies. */
  attached: string[];
  inline: Record<string, PolicyDocument>;
}

/** A managed policy that an account made. */
export interface ManagedPolicy {
  account: string;
  arn: string;
  policyName: string;
  path: string;
  policyId: string;
  document: PolicyDocument;
  /** ISO 8601 */
  createdAt: string;
}

/** An OpenID Connect issuer that an account trusts. */
export interface OidcProvider {
  account: string;
  arn: string;
  /** Issuer, with its scheme. */
  url: string;
  clientIds: string[];
  thumbprints: string[];
  /** ISO 8601 */
  createdAt: string;
}

/** IAM's unique id for a name: the same each time. */
export function uniqueId(prefix: string, ...parts: string[]): string {
  const digest = createHash('sha256').update(parts.join('/')).digest();
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return (
    prefix +
    [...digest.subarray(0, 17)].map(byte => alphabet[byte % 32]).join('')
  );
}

/** Roles, policies and identity providers of all accounts. */
export class IamStore {
  readonly #clock: SandboxClock;
  readonly roles: Collection<Role>;
  readonly policies: Collection<ManagedPolicy>;
  readonly providers: Collection<OidcProvider>;

  constructor(clock: SandboxClock, documents: DocumentStore) {
    this.#clock = clock;
    this.roles = documents.collection('aws.iam.roles');
    this.policies = documents.collection('aws.iam.policies');
    this.providers = documents.collection('aws.iam.oidcProviders');
  }

  role(account: string, name: string): Role | undefined {
    return this.roles.get(`${account}/${name}`);
  }

  /** The role with that ARN. */
  roleByArn(arn: string): Role | undefined {
    const match = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn);
    const role = match ? this.role(match[1], match[2]) : undefined;
    return role?.arn === arn ? role : undefined;
  }

  /** Makes a role; an existing one of that name is replaced. Throws MalformedPolicyDocument, as {@link saveRole} does. */
  putRole(options: {
    account: string;
    roleName: string;
    path?: string;
    description?: string;
    trust: PolicyDocument;
    maxSessionDuration?: number;
    boundary?: string;
    tags?: { Key: string; Value: string }[];
    attached?: string[];
    inline?: Record<string, PolicyDocument>;
  }): Role {
    const { account, roleName } = options;
    const path = options.path ?? '/';
    const known = this.role(account, roleName);
    const role: Role = {
      account,
      roleName,
      path,
      roleId:
        known?.roleId ??
        uniqueId('AROA', account, roleName, String(this.#clock.millis())),
      arn: `arn:aws:iam::${account}:role${path}${roleName}`,
      description: options.description,
      trust: options.trust,
      maxSessionDuration: options.maxSessionDuration ?? 3600,
      boundary: options.boundary,
      createdAt: known?.createdAt ?? this.#clock.now().toISOString(),
      tags: options.tags ?? [],
      attached: options.attached ?? [],
      inline: options.inline ?? {},
    };
    this.saveRole(role);
    return role;
  }

  /** Keeps a role as it is now. Throws MalformedPolicyDocument for a policy that IAM would refuse. */
  saveRole(role: Role): void {
    [role.trust, ...Object.values(role.inline)].forEach(parsePolicy);
    this.roles.put(`${role.account}/${role.roleName}`, role);
  }

  deleteRole(account: string, name: string): void {
    this.roles.delete(`${account}/${name}`);
  }

  /** Makes or replaces a managed policy. Throws MalformedPolicyDocument for one that IAM would refuse. */
  putPolicy(options: {
    account: string;
    policyName: string;
    path?: string;
    document: PolicyDocument;
  }): ManagedPolicy {
    parsePolicy(options.document);
    const arn = this.policyArn(options);
    const policy: ManagedPolicy = {
      account: options.account,
      arn,
      policyName: options.policyName,
      path: options.path ?? '/',
      policyId: uniqueId('ANPA', arn),
      document: options.document,
      createdAt:
        this.policies.get(arn)?.createdAt ?? this.#clock.now().toISOString(),
    };
    this.policies.put(arn, policy);
    return policy;
  }

  /** ARN of an account's managed policy. */
  policyArn(policy: {
    account: string;
    policyName: string;
    path?: string;
  }): string {
    const { account, policyName, path = '/' } = policy;
    return `arn:aws:iam::${account}:policy${path}${policyName}`;
  }

  /** Trusts an issuer. */
  putOidcProvider(options: {
    account: string;
    url: string;
    clientIds: string[];
    thumbprints?: string[];
  }): OidcProvider {
    const arn = oidcProviderArn(options.account, options.url);
    const provider: OidcProvider = {
      account: options.account,
      arn,
      url: options.url,
      clientIds: options.clientIds,
      thumbprints: options.thumbprints ?? [],
      createdAt:
        this.providers.get(arn)?.createdAt ?? this.#clock.now().toISOString(),
    };
    this.providers.put(arn, provider);
    return provider;
  }

  /** Everything that a role's policies say. */
  policiesOf(role: Role): PolicyDocument[] {
    return [...Object.values(role.inline), ...this.documents(role.attached)];
  }

  /** The documents of managed policies, as far as they are known. */
  documents(arns: string[]): PolicyDocument[] {
    return arns.flatMap<PolicyDocument>(
      arn => this.policies.get(arn)?.document ?? awsManagedPolicy(arn) ?? [],
    );
  }
}

/** ARN of the provider for an issuer. */
export function oidcProviderArn(account: string, url: string): string {
  return `arn:aws:iam::${account}:oidc-provider/${url.replace(/^https?:\/\//, '')}`;
}
