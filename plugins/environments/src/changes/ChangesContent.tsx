import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { useEntityPermission } from '@backstage/plugin-catalog-react/alpha';
import { Button } from '@backstage/ui';
import { environmentUpdatePermission } from '@plinth/plugin-environments-common';
import { FreshnessNote, StaleBanner } from '../components/Freshness';
import layout from '../components/layout.module.css';
import { Empty, Failure, Loading } from '../components/states';
import { ChangeItem } from './ChangeItem';
import { useChanges } from './useChanges';

/** The Audit trail tab: one item per commit, newest first. */
export function ChangesContent() {
  const entityRef = stringifyEntityRef(useEntity().entity);
  const { value, changes, error, loading, retry, hasOlder, loadOlder } =
    useChanges(entityRef, 20);
  const { allowed } = useEntityPermission(environmentUpdatePermission);
  // What was deployed last is what there is: nobody goes back to it
  const now = changes?.find(({ status }) => status === 'deployed');
  return (
    <div className={layout.stack}>
      {loading && <Loading label="Reading the audit trail" />}
      {error && (
        <Failure
          title="The audit trail could not be read"
          error={error}
          retry={retry}
        />
      )}
      {value && <StaleBanner freshness={value.freshness} />}
      {changes?.length === 0 && (
        <Empty title="Nothing has changed here yet">
          <p>Each commit that touches this unit will appear here.</p>
        </Empty>
      )}
      {changes?.map(change => (
        <ChangeItem
          key={change.id}
          change={change}
          rollBackOf={allowed && change !== now ? entityRef : undefined}
        />
      ))}
      {hasOlder && (
        <div>
          <Button variant="secondary" onPress={loadOlder}>
            Show older changes
          </Button>
        </div>
      )}
      {value && <FreshnessNote freshness={value.freshness} />}
    </div>
  );
}
