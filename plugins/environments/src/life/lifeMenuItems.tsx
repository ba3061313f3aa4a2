import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import {
  EntityContextMenuItemBlueprint,
  useEntityPermission,
} from '@backstage/plugin-catalog-react/alpha';
import { RiEditLine } from '@remixicon/react';
import {
  readUnitIdentity,
  type UnitKind,
} from '@plinth/plugin-environments-common';
import {
  isFor,
  lifeStepHref,
  lifeStepsOfKind,
  permissionOf,
} from './lifeSteps';

const KINDS: readonly UnitKind[] = ['environment', 'tenant'];

/** The steps of a unit's life in the menu of its entity page, which can be chosen by whoever may ask for them. */
export const lifeMenuItems = KINDS.flatMap(kind =>
  lifeStepsOfKind(kind).map(step =>
    EntityContextMenuItemBlueprint.make({
      name: `${kind}-${step.template}`,
      params: {
        icon: <RiEditLine size={20} />,
        filter: (entity: Entity) => {
          const unit = readUnitIdentity(entity);
          return unit?.kind === kind && isFor(step, unit);
        },
        useProps: () => {
          const { entity } = useEntity();
          const { allowed } = useEntityPermission(permissionOf(step));
          return {
            title: step.title,
            href: lifeStepHref(step, stringifyEntityRef(entity)),
            disabled: !allowed,
          };
        },
      },
    }),
  ),
);
