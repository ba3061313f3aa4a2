import { randomInt } from 'node:crypto';
import type { Collection, DocumentStore } from '../../documents';
import { isObject, type JsonObject } from '../resources/Json';

interface Secret {
  arn: string;
  name: string;
  value: string;
}

/** Secrets Manager's secrets. Their values leave this class only towards resources that refer to them. */
export class SecretStore {
  readonly #secrets: Collection<Secret>;

  constructor(documents: DocumentStore) {
    this.#secrets = documents.collection('aws.secrets');
  }

  /** Makes a secret from the properties of its resource: given, or generated; and its replicas, whose ARNs differ in the region alone. */
  create(arn: string, properties: JsonObject): void {
    const name = (arn.split(':secret:')[1] ?? arn).replace(/-\w{6}$/, '');
    const value = valueOf(properties);
    for (const each of [arn, ...replicasOf(arn, properties)]) {
      this.#secrets.put(each, { arn: each, name, value });
    }
  }

  /** Takes the replicas away too, as the handler of the resource does. */
  delete(arn: string): void {
    const same = withoutRegion(arn);
    for (const { arn: each } of this.#secrets.values()) {
      if (withoutRegion(each) === same) {
        this.#secrets.delete(each);
      }
    }
  }

  /** Whether a secret is there, by ARN (also without its random tail) or name. */
  has(account: string, region: string, id: string): boolean {
    return this.#find(account, region, id) !== undefined;
  }

  /** Whether the secret is there and, if a key is asked, holds it. */
  holds(account: string, region: string, id: string, key: string): boolean {
    const secret = this.#find(account, region, id);
    if (!secret || !key) {
      return secret !== undefined;
    }
    const value: unknown = JSON.parse(secret.value);
    return isObject(value) && key in value;
  }

  #find(account: string, region: string, id: string): Secret | undefined {
    return (
      this.#secrets.get(id) ??
      this.#secrets
        .values()
        .find(
          secret =>
            secret.arn.startsWith(
              `arn:aws:secretsmanager:${region}:${account}:`,
            ) &&
            (secret.name === id || secret.arn.replace(/-\w{6}$/, '') === id),
        )
    );
  }

  /** Adds members to a secret's JSON, as attaching it to a database does. */
  merge(arn: string, members: Record<string, string>): void {
    const secret = this.#secrets.get(arn);
    if (secret) {
      const value: unknown = JSON.parse(secret.value);
      if (isObject(value)) {
        secret.value = JSON.stringify({ ...value, ...members });
        this.#secrets.put(arn, secret);
      }
    }
  }
}

function replicasOf(arn: string, { ReplicaRegions }: JsonObject): string[] {
  return (Array.isArray(ReplicaRegions) ? ReplicaRegions : [])
    .filter(isObject)
    .map(({ Region }) => {
      const parts = arn.split(':');
      return [...parts.slice(0, 3), String(Region), ...parts.slice(4)].join(
        ':',
      );
    });
}

/** Secrets of one name in several regions are replicas of each other if they have the same random tail. */
function withoutRegion(arn: string): string {
  const parts = arn.split(':');
  return [...parts.slice(0, 3), ...parts.slice(4)].join(':');
}

function valueOf(properties: JsonObject): string {
  if (typeof properties.SecretString === 'string') {
    return properties.SecretString;
  }
  const options = properties.GenerateSecretString;
  if (!isObject(options)) {
    return '';
  }
  const excluded = String(options.ExcludeCharacters ?? '');
  const alphabet = [
    'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
    String(options.ExcludePunctuation) === 'true'
      ? ''
      : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
  ]
    .join('')
    .split('')
    .filter(letter => !excluded.includes(letter));
  const password = Array.from(
    { length: Number(options.PasswordLength ?? 32) },
    () => alphabet[randomInt(alphabet.length)],
  ).join('');
  if (typeof options.SecretStringTemplate !== 'string') {
    return password;
  }
  return JSON.stringify({
    ...JSON.parse(options.SecretStringTemplate),
    [String(options.GenerateStringKey)]: password,
  });
}
