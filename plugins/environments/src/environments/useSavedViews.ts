import { storageApiRef, useApi } from '@backstage/core-plugin-api';
import { useEffect, useMemo, useState } from 'react';

/** A view of the fleet under a name: what stands in the address after the `?`, which says it all. */
export type SavedView = {
  readonly name: string;
  readonly search: string;
};

const KEY = 'views';

/** The views that the reader has kept, by name; they follow a person who signs in elsewhere where the portal stores settings. */
export function useSavedViews() {
  const storage = useApi(storageApiRef);
  const bucket = useMemo(
    () => storage.forBucket('environments-fleet'),
    [storage],
  );
  const [views, setViews] = useState<readonly SavedView[]>(
    () => bucket.snapshot<SavedView[]>(KEY).value ?? [],
  );
  useEffect(() => {
    const subscription = bucket
      .observe$<SavedView[]>(KEY)
      .subscribe(({ presence, value }) => {
        if (presence !== 'unknown') {
          setViews(value ?? []);
        }
      });
    return () => subscription.unsubscribe();
  }, [bucket]);
  const keep = (next: readonly SavedView[]) =>
    bucket.set(
      KEY,
      [...next]
        .sort((a, b) => a.name.localeCompare(b.name))
        .map(({ name, search }) => ({ name, search })),
    );
  return {
    views,
    /** Keeps a view; one of the same name gives way. */
    save: (view: SavedView) =>
      keep([...views.filter(({ name }) => name !== view.name), view]),
    remove: (name: string) => keep(views.filter(view => view.name !== name)),
  };
}
