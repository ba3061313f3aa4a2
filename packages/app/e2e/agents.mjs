import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { guestToken, until } from '../../../scripts/lib/portal.mjs';

/** What a coding agent does that speaks MCP with the token of its person. */
export function agents(running) {
  it('reads the fleet, explains a unit, prices a request and proposes it by pull request', async () => {
    const { portal } = running;
    const client = new Client({ name: 'an-agent', version: '1.0.0' });
    const call = async (name, input = {}) => {
      const answer = await client.callTool({
        name: `environments.${name}`,
        arguments: input,
      });
      const [{ text }] = answer.content;
      assert.ok(!answer.isError, text);
      return JSON.parse(text);
    };
    await client.connect(
      new StreamableHTTPClientTransport(
        new URL(`${portal.url}/api/mcp-actions/v1`),
        {
          requestInit: {
            headers: {
              authorization: `Bearer ${await guestToken(portal.url)}`,
            },
          },
        },
      ),
    );
    try {
      const { tools } = await client.listTools();
      const propose = tools.find(({ name }) => name === 'environments.propose');
      assert.equal(propose.annotations.readOnlyHint, false);
      assert.equal(propose.annotations.destructiveHint, false);

      const drifted = await call('list-environments', { sync: 'Drifted' });
      assert.deepEqual(
        drifted.items.map(({ name }) => name),
        ['claims-staging'],
      );
      const [{ entityRef }] = drifted.items;
      // The trail is read on a schedule of its own.
      const told = await until(
        async () => {
          const answer = await call('explain-environment', { entityRef });
          return (
            answer.changes.some(({ status }) => status === 'outOfBand') &&
            answer
          );
        },
        { limit: 60_000, what: 'The console edit among the changes' },
      );
      assert.equal(told.health.sync, 'Drifted');
      assert.ok(told.drift[0].resources[0].differences.length > 0);
      assert.deepEqual(told.unreadable, []);

      const place = { account: '111122223333', region: 'us-east-1' };
      const { items } = await call('list-placements');
      assert.ok(items.some(({ account }) => account === place.account));
      const request = { blueprint: 'application', stage: 'dev', ...place };
      const { monthly } = await call('estimate-cost', request);
      assert.ok(monthly > 0);

      const { taskId } = await call('propose', {
        template: 'new-environment',
        values: {
          ...request,
          name: 'agents-dev',
          owner: 'group:default/claims',
          parameters: {},
          monthlyBudget: 200,
        },
      });
      const proposal = await until(
        async () => {
          const answer = await call('get-proposal', { taskId });
          return !['open', 'processing'].includes(answer.status) && answer;
        },
        { limit: 90_000, what: `The end of proposal ${taskId}` },
      );
      assert.equal(proposal.status, 'completed', proposal.reason);
      const pull = await portal.pull(proposal.output.pullRequestNumber);
      assert.equal(pull.body.html_url, proposal.output.pullRequestUrl);
      assert.equal(pull.body.state, 'open');
    } finally {
      await client.close();
    }
  });
}
