import { formatMinutes } from './formatMinutes';

describe('minutes of recovery', () => {
  it.each([
    [0, 'none'],
    [0.5, '30 s'],
    [1, '1 min'],
    [5, '5 min'],
    [90, '90 min'],
    [120, '2 h'],
    [150, '2.5 h'],
    [1440, '24 h'],
    [2880, '2 d'],
    [3600, '2.5 d'],
    [43_200, '30 d'],
  ])('%d reads %s', (minutes, words) => {
    expect(formatMinutes(minutes)).toBe(words);
  });
});
