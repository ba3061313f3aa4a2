import assert from 'node:assert/strict';
import { it } from 'node:test';

const BAD = [
  ['a taken name', { name: 'claims-dev' }, /claims-dev.*(taken|exists)/],
  ['an unknown account', { account: '999900001111' }, /999900001111/],
  [
    'a region outside the governance file',
    { region: 'eu-west-1' },
    /eu-west-1/,
  ],
  ['a name with quotes', { name: `a"b'c` }, /name/],
  ['a name with newlines', { name: 'a\nb: c' }, /name/],
  ['a name that climbs', { name: '../../evil' }, /name/],
  ['a name that would be evaluated', { name: '${process.env}' }, /name/],
  ['a name of 500 characters', { name: 'a'.repeat(500) }, /name/],
  ['a negative budget', { monthlyBudget: -1 }, /monthlyBudget/],
];

/** What may not be requested leaves a reason and nothing else. */
export function refusals(running) {
  for (const [what, values, reason] of BAD) {
    it(`refuses ${what} with the reason, and leaves nothing behind`, async () => {
      const { portal } = running;
      const before = {
        branches: await portal.branches(),
        pulls: (await portal.openPulls()).length,
      };
      const submitted = await portal.submit({ name: 'refused-dev', ...values });
      if (submitted.status === 201) {
        const task = await portal.finished(submitted.body.id);
        assert.equal(task.status, 'failed');
        assert.match(task.log, reason);
      } else {
        assert.equal(submitted.status, 400);
        assert.match(JSON.stringify(submitted.body), reason);
      }
      assert.deepEqual(
        {
          branches: await portal.branches(),
          pulls: (await portal.openPulls()).length,
        },
        before,
      );
    });
  }
}
