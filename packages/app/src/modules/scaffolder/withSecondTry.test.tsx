import type { DialogApi } from '@backstage/frontend-plugin-api';
import { act, cleanup, render, screen, within } from '@testing-library/react';
import { withSecondTry } from './withSecondTry';

const REQUEST = { values: { name: 'claims-dev' } };

/** Dialogs that are on the page until they are closed. */
function dialogs(): DialogApi {
  const open = (element: JSX.Element) => {
    const { unmount } = render(element);
    let closed = () => {};
    const result = new Promise<void>(resolve => {
      closed = resolve;
    });
    return {
      close: () => {
        unmount();
        closed();
      },
      result: () => result,
    };
  };
  return { open } as unknown as DialogApi;
}

/** Sends a form, which the portal answers so; tells what came of it, and where whoever goes back is led. */
async function send(...answers: (() => Promise<{ taskId: string }>)[]) {
  const scaffold = jest.fn((_request: object) => answers.shift()!());
  const open = jest.fn();
  const outcome = jest.fn();
  const client = withSecondTry({ scaffold }, dialogs(), open);
  await act(async () => {
    void client.scaffold(REQUEST).then(outcome);
  });
  return { outcome, scaffold, open };
}

const refused = (message: string) => () => Promise.reject(new Error(message));
const taken = async () => ({ taskId: 'task-1' });
const press = (name: string) =>
  act(async () =>
    within(screen.getByRole('dialog')).getByRole('button', { name }).click(),
  );

describe('a form that is sent', () => {
  afterEach(cleanup);

  it('leads to its task where it is taken, and asks nothing', async () => {
    const { outcome } = await send(taken);
    expect(outcome).toHaveBeenCalledWith({ taskId: 'task-1' });
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('says why it was not taken, and is sent again as it was, as often as somebody wants', async () => {
    const { outcome, scaffold } = await send(
      refused(
        'Backend request failed, 403 Forbidden {"error":{"message":"You may not ask for production"}}',
      ),
      refused('Failed to fetch'),
      taken,
    );
    expect(screen.getByRole('dialog')).toHaveTextContent(
      'You may not ask for production',
    );
    await press('Try again');
    expect(screen.getByRole('dialog')).toHaveTextContent(
      'The portal could not be reached.',
    );
    expect(outcome).not.toHaveBeenCalled();
    await press('Try again');
    expect(scaffold.mock.calls).toEqual([[REQUEST], [REQUEST], [REQUEST]]);
    expect(outcome).toHaveBeenCalledWith({ taskId: 'task-1' });
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it.each(['Back to the form', 'Close'])(
    'is opened again with what was typed by who wants to change it: %s',
    async button => {
      const { open, scaffold } = await send(refused('Failed to fetch'));
      await press(button);
      expect(open).toHaveBeenCalledTimes(1);
      expect(open).toHaveBeenCalledWith(REQUEST.values);
      expect(scaffold).toHaveBeenCalledTimes(1);
    },
  );
});
