import { mockServices } from '@backstage/backend-test-utils';
import { audited } from './audited';

describe('audited', () => {
  const event = { success: jest.fn(), fail: jest.fn() };
  const auditor = mockServices.auditor.mock({ createEvent: async () => event });
  const options = { eventId: 'plan-report', meta: { commit: 'c1' } };

  beforeEach(() => jest.clearAllMocks());

  it('writes what the work tells of itself, and answers its result', async () => {
    const answer = await audited(auditor, options, async () => ({
      result: 42,
      meta: { run: '1' },
    }));
    expect(answer).toBe(42);
    expect(auditor.createEvent).toHaveBeenCalledWith(options);
    expect(event.success).toHaveBeenCalledWith({ meta: { run: '1' } });
    expect(event.fail).not.toHaveBeenCalled();
  });

  it('writes why the work failed, and lets its error travel', async () => {
    const error = new Error('Not yours');
    await expect(
      audited(auditor, options, () => Promise.reject(error)),
    ).rejects.toBe(error);
    expect(event.fail).toHaveBeenCalledWith({ error });
    expect(event.success).not.toHaveBeenCalled();
  });
});
