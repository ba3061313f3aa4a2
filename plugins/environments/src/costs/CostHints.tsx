import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  estimateCreatePermission,
  isUnitEntity,
} from '@plinth/plugin-environments-common';
import { environmentsApiRef } from '../api/environmentsApiRef';
import layout from '../components/layout.module.css';
import { formatDollars } from '../components/format';
import { reasonOf } from '../components/reasonOf';
import { usePolled } from '../hooks/usePolled';

/** Often enough for what changes by a merge. */
const INTERVAL_MS = 600_000;

/**
 * What would cost less in the unit on whose page it stands, by the estimate of what main says of it; nothing for a stack, nor for who
 * may not ask for estimates.
 */
export function CostHints() {
  const { entity } = useEntity();
  const { allowed } = usePermission({ permission: estimateCreatePermission });
  return allowed && isUnitEntity(entity) ? (
    <HintsOf
      entityRef={stringifyEntityRef(entity)}
      name={entity.metadata.name}
    />
  ) : null;
}

function HintsOf(props: { entityRef: string; name: string }) {
  const { entityRef, name } = props;
  const api = useApi(environmentsApiRef);
  const { value, error } = usePolled(
    async signal => {
      const {
        blueprint,
        version,
        stage,
        account,
        region,
        environment,
        parameters,
      } = await api.getUnit(entityRef, { signal });
      return api.createEstimate(
        {
          name,
          blueprint,
          version,
          stage,
          account,
          region,
          environment,
          parameters,
        },
        { signal },
      );
    },
    [entityRef],
    () => INTERVAL_MS,
  );
  if (error && !value) {
    return (
      <p className={layout.note}>
        What would cost less is not known: {reasonOf(error)}
      </p>
    );
  }
  const { hints = [], monthly, priceBook, priceWarning } = value ?? {};
  if (hints.length === 0) {
    return null;
  }
  return (
    <section className={layout.panel} aria-label="Hints">
      <h2>What would cost less</h2>
      <p className={layout.note}>
        Of {formatDollars(monthly ?? 0)} a month ({priceBook}), and what that
        assumes
      </p>
      {priceWarning && <p className={layout.note}>{priceWarning}</p>}
      <ul className={layout.list}>
        {hints.map(hint => (
          <li key={hint}>{hint}</li>
        ))}
      </ul>
    </section>
  );
}
