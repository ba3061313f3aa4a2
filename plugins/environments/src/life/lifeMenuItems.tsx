import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { EntityContextMenuItemBlueprint } from '@backstage/plugin-catalog-react/alpha';
import EditIcon from '@material-ui/icons/Edit';
import {
  readUnitIdentity,
  type UnitKind,
} from '@plinth/plugin-environments-common';
import { lifeStepHref, lifeSteps } from './lifeSteps';

const KINDS: readonly UnitKind[] = ['environment', 'tenant'];

/** The steps of a unit's life in the menu of its entity page. */
export const lifeMenuItems = KINDS.flatMap(kind =>
  lifeSteps(kind).map(step =>
    EntityContextMenuItemBlueprint.make({
      name: `${kind}-${step.template}`,
      params: {
        icon: <EditIcon fontSize="small" />,
        filter: (entity: Entity) => readUnitIdentity(entity)?.kind === kind,
        useProps: () => {
          const { entity } = useEntity();
          return {
            title: step.title,
            href: lifeStepHref(step, stringifyEntityRef(entity)),
          };
        },
      },
    }),
  ),
);
