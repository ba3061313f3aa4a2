import { createMockDirectory } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { UnchangedFolders } from './UnchangedFolders';

const ENTITY: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'claims' },
};

it('makes a folder of this machine into a site anew when a document, and only when one, is another', async () => {
  const folder = createMockDirectory({
    content: { 'docs/index.md': 'a', 'src/index.ts': 'a' },
  });
  const folders = new UnchangedFolders({
    prepare: async () => ({ preparedDir: folder.path, etag: '' }),
    shouldCleanPreparedDirectory: () => false,
  });
  const { etag } = await folders.prepare(ENTITY);
  folder.addContent({ 'src/index.ts': 'changed' });
  await expect(folders.prepare(ENTITY, { etag })).rejects.toThrow(
    expect.objectContaining({ name: 'NotModifiedError' }),
  );
  folder.addContent({ 'docs/index.md': 'changed' });
  const changed = await folders.prepare(ENTITY, { etag });
  expect(changed.etag).not.toBe(etag);
  folder.addContent({ 'mkdocs.yml': 'site_name: Claims' });
  const named = await folders.prepare(ENTITY, { etag: changed.etag });
  expect(named.etag).not.toBe(changed.etag);
});
