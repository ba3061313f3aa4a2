import type { StackResource } from './model';

/** Runs work for each name as soon as what it needs is done. */
export async function inOrder(
  needs: Map<string, string[]>,
  work: (name: string) => Promise<void>,
): Promise<void> {
  const running = new Map<string, Promise<void>>();
  const start = (name: string): Promise<void> => {
    const known = running.get(name);
    if (known) {
      return known;
    }
    const after = (needs.get(name) ?? []).map(start);
    const promise = Promise.all(after).then(() => work(name));
    running.set(name, promise);
    return promise;
  };
  await Promise.all([...needs.keys()].map(start));
}

/** Runs work for each resource after all that need it. */
export async function inReverse(
  resources: StackResource[],
  work: (resource: StackResource) => Promise<void>,
): Promise<void> {
  const byKey = new Map(
    resources.map((resource, index) => [`${index}`, resource]),
  );
  const needs = new Map(
    [...byKey].map(([key, resource]) => [
      key,
      [...byKey]
        .filter(
          ([other, item]) =>
            other !== key && item.dependsOn.includes(resource.logicalId),
        )
        .map(([other]) => other),
    ]),
  );
  await inOrder(needs, key => work(byKey.get(key) as StackResource));
}
