import { MANAGEMENT_ACCOUNT } from '../Accounts';
import type { AwsContext } from '../AwsContext';
import { AwsError } from '../protocols/AwsError';
import type { AwsCall } from '../service/AwsCall';
import type { Operations } from '../service/AwsService';

const STATES = ['Active', 'Inactive'] as const;

/** Which tags bear costs; the management account alone may ask and say so. */
export function allocationTagOperations({
  costs,
}: Pick<AwsContext, 'costs'>): Operations {
  return {
    ListCostAllocationTags: (call, input) => {
      requireManagement(call);
      const keys = input.texts('TagKeys');
      const status = input.choice('Status', STATES);
      input.choice('Type', ['UserDefined']);
      const tags = costs
        .tags()
        .filter(key => keys.length === 0 || keys.includes(key))
        .map(key => ({
          TagKey: key,
          Type: 'UserDefined',
          Status: costs.isActive(key) ? 'Active' : 'Inactive',
        }))
        .filter(tag => (status ?? tag.Status) === tag.Status);
      const { items, nextToken } = input.page(tags, {
        limit: 'MaxResults',
        default: 100,
        max: 1000,
      });
      return { CostAllocationTags: items, NextToken: nextToken };
    },
    UpdateCostAllocationTagsStatus: (call, input) => {
      requireManagement(call);
      const changes = input.inputs('CostAllocationTagsStatus').map(item => ({
        key: item.text('TagKey'),
        active: item.choice('Status', STATES) === 'Active',
      }));
      input.end();
      const known = costs.tags();
      for (const { key, active } of changes.filter(each =>
        known.includes(each.key),
      )) {
        costs.setActive(key, active);
      }
      return {
        Errors: changes
          .filter(({ key }) => !known.includes(key))
          .map(({ key }) => ({
            TagKey: key,
            Code: 'TagKeysNotFoundException',
            Message: `Tag keys not found: ${key}`,
          })),
      };
    },
  };
}

function requireManagement(call: AwsCall): void {
  if (call.account !== MANAGEMENT_ACCOUNT) {
    throw new AwsError(
      'AccessDeniedException',
      `Linked account doesn't have access to cost allocation tags.`,
      403,
    );
  }
}
