import { usePermission } from '@backstage/plugin-permission-react';
import { ButtonIcon, Menu, MenuItem, MenuTrigger } from '@backstage/ui';
import { RiMore2Line } from '@remixicon/react';
import {
  environmentDeletePermission,
  environmentUpdatePermission,
  type EnvironmentRow,
} from '@plinth/plugin-environments-common';
import { lifeStepHref, lifeSteps, permissionOf } from './lifeSteps';

/** What can be asked for one unit, behind a button in its row; nothing where the person may ask for nothing. */
export function LifeMenu(props: {
  row: Pick<EnvironmentRow, 'entityRef' | 'kind' | 'name' | 'stage' | 'state'>;
}) {
  const { entityRef, name } = props.row;
  const { allowed: mayChange } = usePermission({
    permission: environmentUpdatePermission,
    resourceRef: entityRef,
  });
  const { allowed: mayEnd } = usePermission({
    permission: environmentDeletePermission,
    resourceRef: entityRef,
  });
  const steps = lifeSteps(props.row).filter(step =>
    permissionOf(step) === environmentDeletePermission ? mayEnd : mayChange,
  );
  if (steps.length === 0) {
    return null;
  }
  return (
    <MenuTrigger>
      <ButtonIcon
        aria-label={`Requests for ${name}`}
        icon={<RiMore2Line />}
        variant="tertiary"
        size="small"
      />
      <Menu>
        {steps.map(step => (
          <MenuItem key={step.template} href={lifeStepHref(step, entityRef)}>
            {step.title}
          </MenuItem>
        ))}
      </Menu>
    </MenuTrigger>
  );
}
