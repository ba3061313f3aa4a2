import { Examinations } from './Examinations';

const MINUTE = 60_000;

/** Examinations that count, on a clock that the test sets. */
function counting() {
  let time = Date.parse('2026-05-10T12:00:00Z');
  let examined = 0;
  const examinations = new Examinations({
    examine: async () => {
      examined += 1;
      if (examined === 3) {
        throw new Error('the configuration is wrong');
      }
      return [
        {
          check: 'webhook',
          subject: `look ${examined}`,
          status: 'good',
          found: 'It is there.',
        },
      ];
    },
    now: () => new Date(time),
  });
  return {
    pass: (ms: number) => {
      time += ms;
    },
    look: async (maxAge: number) =>
      (await examinations.findings(maxAge)).items[0].subject,
  };
}

describe('Examinations', () => {
  it('shows findings again until they are older than is asked for', async () => {
    const { look, pass } = counting();
    expect(await look(600)).toBe('look 1');
    pass(9 * MINUTE);
    expect(await look(600)).toBe('look 1');
    pass(MINUTE);
    expect(await look(600)).toBe('look 2');
  });

  it('looks anew for whoever wants none that are old, once for all who ask meanwhile', async () => {
    const { look } = counting();
    await look(600);
    expect(await Promise.all([look(0), look(0), look(600)])).toEqual([
      'look 2',
      'look 2',
      'look 1',
    ]);
  });

  it('shows nothing for an examination that failed, and looks again', async () => {
    const { look } = counting();
    await look(0);
    await look(0);
    await expect(look(0)).rejects.toThrow('the configuration is wrong');
    expect(await look(0)).toBe('look 4');
  });
});
