import { NetworkReservations } from './NetworkReservations';

describe('NetworkReservations', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('gives each request a network of its own, and the same one again', () => {
    const reservations = new NetworkReservations();
    expect(reservations.take('a', ['10.0.0.0/16'])).toBe('10.1.0.0/16');
    expect(reservations.take('b', ['10.0.0.0/16'])).toBe('10.2.0.0/16');
    expect(reservations.take('a', ['10.0.0.0/16'])).toBe('10.1.0.0/16');
    expect(reservations.take('a', ['10.1.0.0/16'])).toBe('10.0.0.0/16');
  });

  it('lets go of what was refused, and after ten minutes of everything', () => {
    const reservations = new NetworkReservations();
    reservations.take('a', []);
    reservations.release('a');
    expect(reservations.take('b', [])).toBe('10.0.0.0/16');
    jest.advanceTimersByTime(10 * 60 * 1000);
    expect(reservations.take('c', [])).toBe('10.0.0.0/16');
  });

  it('has none left when everything is taken', () => {
    expect(new NetworkReservations().take('a', ['10.0.0.0/8'])).toBeUndefined();
  });
});
