import { Link } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  environmentUpdatePermission,
  readUnitIdentity,
} from '@plinth/plugin-environments-common';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { newerVersions } from '../formFields/newerVersions';
import { usePolled } from '../hooks/usePolled';
import { lifeStepHref } from '../life/lifeSteps';

/** Which version of its blueprint a unit is made from, and the newest, with the way there for who may ask for it. */
export function VersionLine() {
  const api = useApi(environmentsApiRef);
  const unit = readUnitIdentity(useEntity().entity);
  const { value } = usePolled(
    signal => api.listBlueprints({ signal }),
    [],
    () => 300_000,
  );
  const { allowed } = usePermission({
    permission: environmentUpdatePermission,
    resourceRef: unit?.entityRef,
  });
  if (!unit?.blueprint) {
    return null;
  }
  const [blueprint, version = ''] = unit.blueprint.split('@');
  const newer = value && newerVersions(value, { blueprint, version });
  const newest = newer?.at(-1)?.version;
  return (
    <p style={{ margin: 0 }}>
      Made from {blueprint} {version}
      {newer?.length === 0 && ', the newest version'}
      {newest && (
        <>
          ; {newest} is the newest
          {allowed && (
            <>
              {': '}
              <Link
                to={lifeStepHref(
                  { template: 'upgrade-blueprint' },
                  unit.entityRef,
                )}
              >
                Upgrade
              </Link>
            </>
          )}
        </>
      )}
    </p>
  );
}
