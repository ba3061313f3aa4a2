import { act, renderHook } from '@testing-library/react';
import { usePolled } from './usePolled';

describe('usePolled', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const settle = (milliseconds: number) =>
    act(async () => {
      await jest.advanceTimersByTimeAsync(milliseconds);
    });

  it('reads again after the interval, keeps the last value through an error, and stops with its component', async () => {
    const read = jest
      .fn<Promise<string>, [AbortSignal]>()
      .mockResolvedValueOnce('first')
      .mockRejectedValueOnce(new Error('away'))
      .mockResolvedValue('third');
    const { result, unmount } = renderHook(() =>
      usePolled(read, [], () => 1000),
    );
    await settle(0);
    expect(result.current).toMatchObject({ value: 'first', loading: false });
    await settle(1000);
    expect(result.current).toMatchObject({
      value: 'first',
      error: new Error('away'),
    });
    await settle(1000);
    expect(result.current.value).toBe('third');
    expect(result.current.error).toBeUndefined();
    unmount();
    await settle(5000);
    expect(read).toHaveBeenCalledTimes(3);
  });

  it('aborts and starts anew when what it depends on changes', async () => {
    const signals: AbortSignal[] = [];
    const { result, rerender } = renderHook(
      ({ name }) =>
        usePolled(
          async signal => {
            signals.push(signal);
            return name;
          },
          [name],
          () => 1000,
        ),
      { initialProps: { name: 'a' } },
    );
    await settle(0);
    rerender({ name: 'b' });
    await settle(0);
    expect(result.current.value).toBe('b');
    expect(signals[0].aborted).toBe(true);
    expect(signals[1].aborted).toBe(false);
  });
});
