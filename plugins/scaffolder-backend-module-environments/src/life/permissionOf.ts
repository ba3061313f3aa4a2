import type { ResourcePermission } from '@backstage/plugin-permission-common';
import { environmentUpdatePermission } from '@plinth/plugin-environments-common';
import type { LifeRequest } from './LifeRequest';

/** What a person needs on the unit to ask for this. */
export function permissionOf(
  _request: LifeRequest,
): ResourcePermission<'catalog-entity'> {
  return environmentUpdatePermission;
}
