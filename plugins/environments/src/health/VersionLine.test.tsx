import type { Entity } from '@backstage/catalog-model';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import type { BlueprintList } from '@plinth/plugin-environments-common';
import { screen } from '@testing-library/react';
import { fakeApi, renderOnEntity } from '../__testUtils__/fixtures';
import { VersionLine } from './VersionLine';

const entity = (version: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: {
    name: 'claims-dev',
    namespace: 'default',
    annotations: {
      'plinth/stage': 'dev',
      'plinth/account': '111122223333',
      'plinth/region': 'us-east-1',
      'plinth/blueprint': `application@${version}`,
    },
  },
  spec: { type: 'aws-environment', owner: 'group:default/claims' },
});
const blueprints = {
  items: ['1.0.0', '1.1.0'].map(version => ({ name: 'application', version })),
} as BlueprintList;

const show = (version: string) =>
  renderOnEntity(
    <EntityProvider entity={entity(version)}>
      <VersionLine />
    </EntityProvider>,
    fakeApi({ listBlueprints: async () => blueprints }),
  );

describe('the version of a unit', () => {
  it('stands beside the newest one, with the way there', async () => {
    await show('1.0.0');
    const link = await screen.findByRole('link', { name: 'Upgrade' });
    expect(link.closest('p')).toHaveTextContent(
      'Made from application 1.0.0; 1.1.0 is the newest: Upgrade',
    );
    expect(link).toHaveAttribute(
      'href',
      expect.stringMatching(/upgrade-blueprint\?formData=.*claims-dev/),
    );
  });

  it('says so where it is the newest', async () => {
    await show('1.1.0');
    expect(
      await screen.findByText(
        'Made from application 1.1.0, the newest version',
      ),
    ).toBeInTheDocument();
    expect(screen.queryByRole('link')).toBeNull();
  });
});
