import { createExtensionTester } from '@backstage/frontend-test-utils';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { EntityContextMenuItemBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import {
  mockApis,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import { screen, waitFor, within } from '@testing-library/react';
import { lifeMenuItems } from './lifeMenuItems';

/** An item as the menu of the entity page draws it. */
function Item(props: { item: (typeof lifeMenuItems)[number] }) {
  const { useProps } = createExtensionTester(props.item).get(
    EntityContextMenuItemBlueprint.dataRefs.data,
  );
  const { title, disabled } = useProps();
  return (
    <button type="button" disabled={disabled}>
      {title}
    </button>
  );
}

function Menu(props: { name: string }) {
  return (
    <EntityProvider
      entity={{
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Resource',
        metadata: { name: props.name, namespace: 'default' },
      }}
    >
      <section aria-label={props.name}>
        {lifeMenuItems.map((item, index) => (
          <Item key={index} item={item} />
        ))}
      </section>
    </EntityProvider>
  );
}

describe('the menu of an entity page', () => {
  it('has items that can be chosen only where the person may ask for a change, and for an end apart from it', async () => {
    await renderInTestApp(
      <TestApiProvider
        apis={[
          [
            permissionApiRef,
            mockApis.permission({
              authorize: ({ permission, resourceRef }) =>
                resourceRef === 'resource:default/mine' ||
                `${permission.name} ${resourceRef}` ===
                  'environments.environment.delete resource:default/to-end'
                  ? AuthorizeResult.ALLOW
                  : AuthorizeResult.DENY,
            }),
          ],
        ]}
      >
        <Menu name="mine" />
        <Menu name="theirs" />
        <Menu name="to-end" />
      </TestApiProvider>,
    );
    const items = (name: string) =>
      within(screen.getByRole('region', { name })).getAllByRole('button');
    await waitFor(() =>
      items('mine').forEach(item => expect(item).toBeEnabled()),
    );
    items('theirs').forEach(item => expect(item).toBeDisabled());
    await waitFor(() =>
      expect(
        items('to-end')
          .filter(item => !item.hasAttribute('disabled'))
          .map(({ textContent }) => textContent),
      ).toEqual(['Decommission', 'Decommission']),
    );
    expect(items('theirs')).toHaveLength(lifeMenuItems.length);
  });
});
