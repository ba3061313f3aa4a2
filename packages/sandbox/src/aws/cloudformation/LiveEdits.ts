import type { SandboxClock } from '../../clock';
import type { JsonObject } from '../resources/Json';
import type { ResourceProvider } from '../resources/ResourceProvider';
import type { CloudFormationStore } from './CloudFormationStore';
import type { LiveResource } from './model';

/** Changes of resources behind CloudFormation's back, as somebody makes them in the console. */
export class LiveEdits {
  readonly #clock: SandboxClock;
  readonly #store: CloudFormationStore;
  readonly #providers: ReadonlyMap<string, ResourceProvider>;

  constructor(parts: {
    clock: SandboxClock;
    store: CloudFormationStore;
    providers: ReadonlyMap<string, ResourceProvider>;
  }) {
    this.#clock = parts.clock;
    this.#store = parts.store;
    this.#providers = parts.providers;
  }

  /**
   * Changes a live resource behind CloudFormation's back, as somebody does in the console. Members that are `null`
   * are removed. The stack learns of it by drift detection.
   */
  edit(
    live: LiveResource,
    change: JsonObject,
  ): { before: JsonObject; after: JsonObject } {
    const before = live.properties;
    const after = Object.fromEntries(
      Object.entries({ ...before, ...change }).filter(
        ([, value]) => value !== null,
      ),
    );
    live.properties = after;
    live.versions.push({
      at: this.#clock.now().toISOString(),
      properties: structuredClone(after),
    });
    this.#providers.get(live.type)?.update?.({ ...live }, before);
    this.#store.resources.save(live);
    return { before, after };
  }

  /** Deletes a live resource behind CloudFormation's back. */
  delete(live: LiveResource): void {
    this.#providers.get(live.type)?.delete?.({ ...live });
    live.deletedAt = this.#clock.now().toISOString();
    this.#store.resources.save(live);
  }
}
