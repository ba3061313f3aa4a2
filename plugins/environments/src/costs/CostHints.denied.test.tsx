import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { mockApis } from '@backstage/test-utils';
import { fakeApi, renderOnEntity } from '../__testUtils__/fixtures';
import { CostHints } from './CostHints';

/* In a file of its own, since answers of the permission API are kept for as long as the page is open. */
it('neither asks nor complains where one may not ask for estimates', async () => {
  const authorize = jest.fn((): AuthorizeResult.DENY => AuthorizeResult.DENY);
  const getUnit = jest.fn();
  const { container } = await renderOnEntity(
    <CostHints />,
    fakeApi({ getUnit }),
    { permission: mockApis.permission({ authorize }) },
  );
  expect(authorize).toHaveBeenCalled();
  expect(getUnit).not.toHaveBeenCalled();
  expect(container.textContent).not.toContain('What would cost less');
});
