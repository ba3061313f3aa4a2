import type { SandboxClock } from '../../clock';
import type { Collection, DocumentStore } from '../../documents';
import { hex } from '../resources/stableId';

/** A parameter in the parameter store. */
export interface SsmParameter {
  account: string;
  region: string;
  name: string;
  type: 'String' | 'StringList' | 'SecureString';
  value: string;
  version: number;
  /** ISO 8601 */
  modifiedAt: string;
  modifiedBy?: string;
  description?: string;
  tags: Record<string, string>;
}

/** The parameter stores of all accounts and regions. */
export class SsmStore {
  readonly #clock: SandboxClock;
  readonly #parameters: Collection<SsmParameter>;

  constructor(clock: SandboxClock, documents: DocumentStore) {
    this.#clock = clock;
    this.#parameters = documents.collection('aws.ssm.parameters');
  }

  get(account: string, region: string, name: string): SsmParameter | undefined {
    return (
      this.#parameters.get(`${account}/${region}/${name}`) ??
      this.#public(account, region, name)
    );
  }

  list(account: string, region: string): SsmParameter[] {
    return this.#parameters
      .values()
      .filter(item => item.account === account && item.region === region)
      .sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  /** Makes a parameter, or its next version. */
  put(
    parameter: Omit<SsmParameter, 'version' | 'modifiedAt' | 'tags'> & {
      tags?: Record<string, string>;
    },
  ): SsmParameter {
    const { account, region, name } = parameter;
    const key = `${account}/${region}/${name}`;
    const known = this.#parameters.get(key);
    const stored: SsmParameter = {
      ...parameter,
      tags: parameter.tags ?? known?.tags ?? {},
      version: (known?.version ?? 0) + 1,
      modifiedAt: this.#clock.now().toISOString(),
    };
    this.#parameters.put(key, stored);
    return stored;
  }

  save(parameter: SsmParameter): void {
    const { account, region, name } = parameter;
    this.#parameters.put(`${account}/${region}/${name}`, parameter);
  }

  delete(account: string, region: string, name: string): boolean {
    const key = `${account}/${region}/${name}`;
    const known = this.#parameters.get(key) !== undefined;
    this.#parameters.delete(key);
    return known;
  }

  // AWS and others publish machine images under /aws/service, of ECS, EKS and Bottlerocket among other facts that end otherwise;
  // any of them is some image here.
  #public(
    account: string,
    region: string,
    name: string,
  ): SsmParameter | undefined {
    if (
      !/^\/aws\/service\/((ami-|canonical\/)|.+\/(image_id|ami-id)$)/.test(name)
    ) {
      return undefined;
    }
    return {
      account,
      region,
      name,
      type: 'String',
      value: `ami-0${hex(`${region}${name}`, 16)}`,
      version: 1,
      modifiedAt: '2026-01-01T00:00:00Z',
      tags: {},
    };
  }
}
