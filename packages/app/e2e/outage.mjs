import assert from 'node:assert/strict';
import { it } from 'node:test';
import { until } from '../../../scripts/lib/portal.mjs';

/** An AWS that does not answer. */
export function outage(running) {
  it('shows the last known state with its age and the reason, and recovers by itself', async () => {
    const { portal } = running;
    const known = await portal.healthy('claims-dev');
    await portal.control('outage', { seconds: 600 });
    try {
      const stale = await until(
        async () => {
          const { body } = await portal.health('claims-dev');
          return body.freshness?.stale && body;
        },
        { limit: 120_000, what: 'A stale reading' },
      );
      assert.equal(stale.status, known.status);
      assert.ok(stale.freshness.readAt);
      assert.ok(stale.freshness.reason);
    } finally {
      await portal.control('outage', { seconds: 0 });
    }
    await until(
      async () => {
        const { body } = await portal.health('claims-dev');
        return body.freshness?.stale === false;
      },
      { limit: 120_000, what: 'A fresh reading' },
    );
  });
}
