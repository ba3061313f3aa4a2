import { useApi } from '@backstage/core-plugin-api';
import { ButtonLink } from '@backstage/ui';
import { environmentsApiRef } from '../api/environmentsApiRef';
import layout from '../components/layout.module.css';
import { Screen } from '../components/Screen';
import { Empty, Failure, Loading } from '../components/states';
import { usePolled } from '../hooks/usePolled';
import { templateHref } from '../life/lifeSteps';
import { UpgradePanel } from './UpgradePanel';

/** Upgrades of fleets: their waves, how far each unit is, why one stopped, and how it goes on. */
export function UpgradesPage() {
  const api = useApi(environmentsApiRef);
  const { value, error, loading, retry } = usePolled(
    signal => api.listFleetUpgrades({ signal }),
    [],
    () => 15_000,
  );
  return (
    <Screen
      title="Fleet upgrades"
      note="A newer version of a blueprint, wave by wave"
      actions={
        value?.maySteer && (
          <ButtonLink href={templateHref('upgrade-fleet')} variant="primary">
            Upgrade a fleet
          </ButtonLink>
        )
      }
    >
      <div className={layout.stack}>
        {loading && <Loading label="Reading the upgrades" />}
        {error && (
          <Failure
            title="The upgrades could not be read"
            error={error}
            retry={retry}
          />
        )}
        {value?.items.length === 0 && (
          <Empty title="No fleet has been upgraded yet">
            <p>
              An upgrade moves all environments or tenants of a blueprint to a
              newer version, and stops at the first that fails.
            </p>
          </Empty>
        )}
        {value?.items.map(upgrade => (
          <UpgradePanel
            key={upgrade.id}
            upgrade={upgrade}
            maySteer={value.maySteer ?? false}
            onSteered={retry}
          />
        ))}
      </div>
    </Screen>
  );
}
