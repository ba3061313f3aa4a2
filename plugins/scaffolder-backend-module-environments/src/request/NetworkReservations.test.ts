import { allocateCidr } from '@plinth/blueprints/schema';
import { NetworkReservations } from './NetworkReservations';

describe('NetworkReservations', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const take = (
    reservations: NetworkReservations,
    request: string,
    occupied: string[] = [],
  ) =>
    reservations.take(
      request,
      ({ others, before }) => before ?? allocateCidr([...occupied, ...others]),
    );

  it('tells each request what the others hold, and what it held itself', () => {
    const reservations = new NetworkReservations();
    expect(take(reservations, 'a', ['10.0.0.0/16'])).toBe('10.1.0.0/16');
    expect(take(reservations, 'b', ['10.0.0.0/16'])).toBe('10.2.0.0/16');
    expect(take(reservations, 'a')).toBe('10.1.0.0/16');
  });

  it('lets go of what was refused, and after ten minutes of everything', () => {
    const reservations = new NetworkReservations();
    take(reservations, 'a');
    reservations.release('a');
    expect(take(reservations, 'b')).toBe('10.0.0.0/16');
    jest.advanceTimersByTime(10 * 60 * 1000);
    expect(take(reservations, 'c')).toBe('10.0.0.0/16');
  });

  it('holds nothing for whom there is none left', () => {
    const reservations = new NetworkReservations();
    expect(reservations.take('a', () => undefined)).toBeUndefined();
    expect(take(reservations, 'b')).toBe('10.0.0.0/16');
  });
});
