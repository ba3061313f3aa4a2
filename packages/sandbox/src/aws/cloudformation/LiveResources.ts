import type { Collection, DocumentStore } from '../../documents';
import type { Place } from '../resources/Place';
import type { LiveResource } from './model';

/** The resources that exist or once did, whoever made them. */
export class LiveResources {
  readonly #live: Collection<LiveResource>;
  readonly #byName = new Map<string, LiveResource>();
  readonly #byStack = new Map<string, Map<string, LiveResource>>();

  constructor(documents: DocumentStore) {
    this.#live = documents.collection('aws.resources');
    for (const live of this.#live.values()) {
      this.#index(live);
    }
  }

  get(id: string | undefined): LiveResource | undefined {
    return id === undefined ? undefined : this.#live.get(id);
  }

  /** All resources that exist or ever did. */
  all(): LiveResource[] {
    return this.#live.values();
  }

  /** A stack's resources that exist. */
  ofStack(stackId: string): LiveResource[] {
    return [...(this.#byStack.get(stackId)?.values() ?? [])];
  }

  /** The existing resource with that type and id. */
  named(
    place: Place,
    type: string,
    physicalId: string,
  ): LiveResource | undefined {
    return this.#byName.get(liveName({ ...place, type, physicalId }));
  }

  save(live: LiveResource): void {
    this.#live.put(live.id, live);
    this.#index(live);
  }

  #index(live: LiveResource): void {
    const ofStack = this.#byStack.get(live.stackId) ?? new Map();
    this.#byStack.set(live.stackId, ofStack);
    if (live.deletedAt) {
      this.#byName.delete(liveName(live));
      ofStack.delete(live.id);
    } else {
      this.#byName.set(liveName(live), live);
      ofStack.set(live.id, live);
    }
  }
}

// Buckets are unique in the world, IAM's resources in the account, others in account and region.
function liveName(
  live: Pick<LiveResource, 'account' | 'region' | 'type' | 'physicalId'>,
): string {
  const name = `${live.type}/${live.physicalId}`;
  if (live.type === 'AWS::S3::Bucket') {
    return name;
  }
  return /^AWS::(IAM|Budgets)::/.test(live.type)
    ? `${live.account}/${name}`
    : `${live.account}/${live.region}/${name}`;
}
