/**
 * The policy by which OpenSearch deletes indexes of logs after the days, in the form of its index state management plugin.
 *
 * CloudFormation has no resource for it: the runbook `log-search-storage` puts it into a new domain once, and it then takes
 * every new index by itself.
 */
export function indexPolicy(days: number): Record<string, unknown> {
  return {
    policy: {
      description: `Deletes logs after ${days} days`,
      default_state: 'searched',
      states: [
        {
          name: 'searched',
          actions: [],
          transitions: [
            {
              state_name: 'ended',
              conditions: { min_index_age: `${days}d` },
            },
          ],
        },
        { name: 'ended', actions: [{ delete: {} }], transitions: [] },
      ],
      ism_template: [{ index_patterns: ['logs-*'], priority: 100 }],
    },
  };
}
