import { Stack, StackEvent } from '@aws-sdk/client-cloudformation';
import {
  OUTPUT_PROVENANCE,
  TAG_ENTITY,
  TAG_STAGE,
  TAG_TENANT,
  TAG_UNIT,
} from '@plinth/plugin-environments-common';
import { z } from 'zod';
import type {
  StackProvenance,
  StackReading,
  StoredStackEvent,
} from '../../store';

const provenanceSchema = z.object({
  commit: z.string().regex(/^[0-9a-f]{7,64}$/),
  pullRequest: z.coerce.number().int().positive().optional().catch(undefined),
  run: z.coerce.string().optional().catch(undefined),
  planHash: z.string().optional().catch(undefined),
});

/** Reads the provenance output; undefined for a stack that was not deployed by the pipeline, or says nonsense. */
function parseProvenance(
  text: string | undefined,
): StackProvenance | undefined {
  if (!text || text === 'none') {
    return undefined;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = provenanceSchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

/** One stack as DescribeStacks gives it; undefined when its tags name no unit. */
export function readStack(
  stack: Stack,
  place: { account: string; region: string },
): StackReading | undefined {
  const tags = new Map((stack.Tags ?? []).map(t => [t.Key, t.Value]));
  const unit = tags.get(TAG_UNIT);
  if (!unit || !stack.StackId || !stack.StackName) {
    return undefined;
  }
  const output = stack.Outputs?.find(o => o.OutputKey === OUTPUT_PROVENANCE);
  // A stack that is being created has no outputs yet, but already its parameters.
  const parameter = stack.Parameters?.find(
    p => p.ParameterKey === OUTPUT_PROVENANCE,
  );
  const created = stack.CreationTime ?? new Date(0);
  return {
    stackId: stack.StackId,
    name: stack.StackName,
    account: place.account,
    region: place.region,
    unit,
    entityRef:
      tags.get(TAG_ENTITY) ??
      `resource:default/${unit.split('/').at(-1) ?? unit}`,
    stage: tags.get(TAG_STAGE),
    tenant: tags.get(TAG_TENANT),
    description: stack.Description,
    createdAt: created.toISOString(),
    updatedAt: (stack.LastUpdatedTime ?? created).toISOString(),
    status: stack.StackStatus ?? 'UNKNOWN',
    statusReason: stack.StackStatusReason,
    provenance: parseProvenance(
      output?.OutputValue ?? parameter?.ParameterValue,
    ),
    outputs: (stack.Outputs ?? []).flatMap(o =>
      o.OutputKey && o.OutputValue ? [o.OutputKey] : [],
    ),
  };
}

/** One event as DescribeStackEvents gives it. */
export function readStackEvent(event: StackEvent): StoredStackEvent[] {
  if (!event.EventId || !event.StackId || !event.LogicalResourceId) {
    return [];
  }
  return [
    {
      id: event.EventId,
      stackId: event.StackId,
      at: (event.Timestamp ?? new Date(0)).toISOString(),
      logicalId: event.LogicalResourceId,
      physicalId: event.PhysicalResourceId || undefined,
      resourceType: event.ResourceType ?? '',
      status: event.ResourceStatus ?? '',
      reason: event.ResourceStatusReason,
      clientToken: event.ClientRequestToken,
    },
  ];
}
