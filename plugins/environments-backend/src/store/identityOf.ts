import type { StackIdentity } from '@plinth/plugin-environments-common';

/** What a stack is and whose, without its state. */
export function identityOf(stack: StackIdentity): StackIdentity {
  const { stackId, name, account, region, unit, entityRef } = stack;
  const { stage, tenant, description, createdAt } = stack;
  return {
    stackId,
    name,
    account,
    region,
    unit,
    entityRef,
    stage,
    tenant,
    description,
    createdAt,
  };
}
