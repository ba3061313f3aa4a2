import { useApi } from '@backstage/core-plugin-api';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { reasonOf } from '../components/reasonOf';
import layout from '../components/layout.module.css';
import { usePolled } from '../hooks/usePolled';

/** What of a stack nobody can tell the drift of: "in sync" says nothing about it. */
export function UncheckedResources(props: {
  entityRef: string;
  stack: string;
}) {
  const api = useApi(environmentsApiRef);
  const { entityRef, stack } = props;
  const { value, error } = usePolled(
    signal => api.getStackResources(entityRef, stack, { signal }),
    [entityRef, stack],
    () => 60_000,
  );
  if (error && !value) {
    return (
      <p className={layout.note}>
        What cannot be checked is not known: {reasonOf(error)}
      </p>
    );
  }
  const unchecked = (value?.items ?? []).filter(
    ({ drift }) => drift === 'NOT_CHECKED' || drift === undefined,
  );
  return unchecked.length === 0 ? null : (
    <details>
      <summary>
        {unchecked.length === 1
          ? '1 resource cannot be checked'
          : `${unchecked.length} resources cannot be checked`}
      </summary>
      <ul className={layout.list} aria-label={`Unchecked of ${stack}`}>
        {unchecked.map(({ logicalId, resourceType }) => (
          <li key={logicalId}>
            {logicalId} <span className={layout.note}>{resourceType}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
