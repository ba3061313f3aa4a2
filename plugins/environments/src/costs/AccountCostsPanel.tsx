import { useApi } from '@backstage/core-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button } from '@backstage/ui';
import { accountCostsReadPermission } from '@plinth/plugin-environments-common';
import { DateTime } from 'luxon';
import { useState } from 'react';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { FreshnessNote, StaleBanner } from '../components/Freshness';
import layout from '../components/layout.module.css';
import { Empty, Failure, Loading } from '../components/states';
import { usePolled } from '../hooks/usePolled';
import { AccountCostsTable } from './AccountCostsTable';

/** Cost Explorer keeps so many months besides the current one. */
const HISTORY_MONTHS = 13;

/** The bills of a month, and the way to the months beside it. */
function AccountCostsOfMonth() {
  const api = useApi(environmentsApiRef);
  const [ago, setAgo] = useState(0);
  const month = DateTime.utc().minus({ months: ago }).toFormat('yyyy-MM');
  const { value, error, loading, retry } = usePolled(
    signal => api.getAccountCosts({ month }, { signal }),
    [month],
    () => 60_000,
  );
  return (
    <div className={layout.stack}>
      <div className={layout.row} role="group" aria-label="Month">
        <Button
          size="small"
          variant="secondary"
          isDisabled={ago >= HISTORY_MONTHS}
          onPress={() => setAgo(ago + 1)}
        >
          Earlier
        </Button>
        <span aria-live="polite">
          {month} (UTC){value?.estimated && ', still an estimate'}
        </span>
        <Button
          size="small"
          variant="secondary"
          isDisabled={ago === 0}
          onPress={() => setAgo(ago - 1)}
        >
          Later
        </Button>
      </div>
      {loading && <Loading label="Reading the bills" />}
      {error && (
        <Failure
          title="The bills could not be read"
          error={error}
          retry={retry}
        />
      )}
      {value && (
        <>
          <StaleBanner freshness={value.freshness} />
          {value.items.length > 0 ? (
            <AccountCostsTable costs={value} />
          ) : (
            <Empty
              title={
                value.freshness.readAt === null
                  ? 'The bills are not known'
                  : 'No account has a cost in this month'
              }
            />
          )}
          <FreshnessNote freshness={value.freshness} />
        </>
      )}
    </div>
  );
}

/** What of each account's bill is whose, for who may read it; nothing is asked before it is opened. */
export function AccountCostsPanel() {
  const [open, setOpen] = useState(false);
  const { allowed } = usePermission({ permission: accountCostsReadPermission });
  return allowed ? (
    <details
      className={layout.panel}
      onToggle={event => setOpen(event.currentTarget.open)}
    >
      <summary>
        Cost by account: units, shared, and what belongs to no unit
      </summary>
      {open && <AccountCostsOfMonth />}
    </details>
  ) : null;
}
