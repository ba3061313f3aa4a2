import { stringifyEntityRef } from '@backstage/catalog-model';
import { InfoCard } from '@backstage/core-components';
import { useEntity } from '@backstage/plugin-catalog-react';
import layout from '../components/layout.module.css';
import { Failure, Loading } from '../components/states';
import { ChangeItem } from './ChangeItem';
import { useChanges } from './useChanges';

/** The audit trail on the overview: the last three changes. */
export function ChangesCard() {
  const { changes, error, loading, retry } = useChanges(
    stringifyEntityRef(useEntity().entity),
    3,
  );
  return (
    <InfoCard title="Audit trail" variant="gridItem">
      <div className={layout.stack}>
        {loading && <Loading label="Reading the audit trail" lines={3} />}
        {error && (
          <Failure
            title="The audit trail could not be read"
            error={error}
            retry={retry}
          />
        )}
        {changes?.length === 0 && (
          <p className={layout.note}>Nothing has changed here yet.</p>
        )}
        {changes?.slice(0, 3).map(change => (
          <ChangeItem key={change.id} change={change} brief />
        ))}
      </div>
    </InfoCard>
  );
}
