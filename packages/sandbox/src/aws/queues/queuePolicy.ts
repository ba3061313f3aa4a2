import { evaluateServicePolicy } from '../iam/evaluatePolicies';
import { parsePolicy } from '../iam/parsePolicy';
import { AwsError } from '../protocols/AwsError';
import type { PolicyDocument } from '../service/PolicyDocument';
import type { Queue } from './Queue';

/** The policy that a queue carries; undefined without one. */
export function policyOf(queue: Queue): PolicyDocument | undefined {
  const { Policy } = queue.attributes;
  return Policy ? JSON.parse(Policy) : undefined;
}

/** Refuses a policy that could not be evaluated. An empty text takes the policy away. */
export function checkPolicy(text: string | undefined): void {
  if (!text) {
    return;
  }
  try {
    parsePolicy(JSON.parse(text));
  } catch (error) {
    throw new AwsError(
      'InvalidAttributeValue',
      `Invalid value for the parameter Policy. Reason: ${error instanceof Error ? error.message : error}`,
    );
  }
}

/** Whether the queue lets a service of AWS put messages into it, on behalf of the resource that is named. */
export function lets(
  queue: Queue,
  service: string,
  source: { arn: string; account: string },
): boolean {
  const policy = policyOf(queue);
  const decision =
    policy &&
    evaluateServicePolicy(policy, {
      service,
      action: 'sqs:SendMessage',
      resource: queue.arn,
      conditionKeys: {
        'aws:SourceArn': source.arn,
        'aws:SourceAccount': source.account,
        'aws:PrincipalIsAWSService': 'true',
        'aws:SecureTransport': 'true',
      },
    });
  return decision?.effect === 'allowed';
}
