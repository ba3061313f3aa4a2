import { Link } from '@backstage/core-components';
import { useEntity } from '@backstage/plugin-catalog-react';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  environmentUpdatePermission,
  readUnitIdentity,
} from '@plinth/plugin-environments-common';
import layout from '../components/layout.module.css';
import { repairHref } from '../life/lifeSteps';

/** The two ways to end the drift of the unit on whose page it stands; nothing for who may ask for neither. */
export function RepairLinks() {
  const identity = readUnitIdentity(useEntity().entity);
  const { allowed } = usePermission({
    permission: environmentUpdatePermission,
    resourceRef: identity?.entityRef,
  });
  if (!identity || !allowed) {
    return null;
  }
  return (
    <span className={layout.row}>
      <Link to={repairHref(identity.entityRef, 'revert')}>Put it back</Link>
      <Link to={repairHref(identity.entityRef, 'adopt')}>
        Keep it as parameters
      </Link>
    </span>
  );
}
