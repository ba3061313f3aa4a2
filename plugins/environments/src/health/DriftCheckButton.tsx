import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button } from '@backstage/ui';
import { environmentUpdatePermission } from '@plinth/plugin-environments-common';
import { useState } from 'react';
import { environmentsApiRef } from '../api/environmentsApiRef';
import layout from '../components/layout.module.css';
import { reasonOf } from '../components/reasonOf';

/**
 * Has drift looked for again in the entity on whose page it stands; nothing for who may not ask for that.
 *
 * @param props.checkedAt - since when at the latest all stacks were looked at, ISO 8601; undefined while one never was
 */
export function DriftCheckButton(props: { checkedAt: string | undefined }) {
  const api = useApi(environmentsApiRef);
  const entityRef = stringifyEntityRef(useEntity().entity);
  const { allowed } = usePermission({
    permission: environmentUpdatePermission,
    resourceRef: entityRef,
  });
  const [requestedAt, setRequestedAt] = useState<string>();
  const [failure, setFailure] = useState<Error>();
  const waiting =
    requestedAt !== undefined && (props.checkedAt ?? '') < requestedAt;
  if (!allowed) {
    return null;
  }
  const check = async () => {
    setFailure(undefined);
    try {
      setRequestedAt((await api.checkDrift(entityRef)).requestedAt);
    } catch (caught) {
      setFailure(caught as Error);
    }
  };
  return (
    <span className={layout.row}>
      <Button
        size="small"
        variant="secondary"
        isDisabled={waiting}
        onPress={check}
      >
        {waiting ? 'Is being checked …' : 'Check now'}
      </Button>
      {failure && <span role="alert">{reasonOf(failure)}</span>}
    </span>
  );
}
