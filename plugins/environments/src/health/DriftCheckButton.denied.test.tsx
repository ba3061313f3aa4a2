import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { mockApis } from '@backstage/test-utils';
import { screen } from '@testing-library/react';
import { fakeApi, renderOnEntity } from '../__testUtils__/fixtures';
import { DriftCheckButton } from './DriftCheckButton';

/* In a file of its own, since answers of the permission API are kept for as long as the page is open. */
it('is offered to nobody who may not ask for changes', async () => {
  const authorize = jest.fn((): AuthorizeResult.DENY => AuthorizeResult.DENY);
  await renderOnEntity(
    <DriftCheckButton checkedAt={undefined} />,
    fakeApi({}),
    { permission: mockApis.permission({ authorize }) },
  );
  expect(authorize).toHaveBeenCalled();
  expect(screen.queryByRole('button', { name: 'Check now' })).toBeNull();
});
