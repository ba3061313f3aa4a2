import { AwsError } from '../protocols/AwsError';
import type { Operations } from '../service/AwsService';
import type { Input } from '../service/Input';
import { checkBus, parsedObject } from './namedRule';
import type { RuleStore } from './RuleStore';

/** The default bus: what its policy says, and its changes. */
export function busOperations(rules: RuleStore): Operations {
  return {
    DescribeEventBus: (call, input) => {
      const name = input.optionalText('Name');
      input.end();
      if (name && name !== 'default' && !name.endsWith(':event-bus/default')) {
        throw new AwsError(
          'ResourceNotFoundException',
          `Event bus ${name} does not exist. The sandbox has only the default bus.`,
        );
      }
      const statements = Object.entries(rules.statements(call));
      return {
        Name: 'default',
        Arn: `arn:aws:events:${call.region}:${call.account}:event-bus/default`,
        Policy:
          statements.length > 0
            ? JSON.stringify({
                Version: '2012-10-17',
                Statement: statements.map(([Sid, statement]) => ({
                  Sid,
                  ...statement,
                })),
              })
            : undefined,
      };
    },
    PutPermission: (call, input) => {
      checkBus(input);
      const given = policyIn(input);
      const principal = input.optionalText('Principal');
      const id = input.optionalText('StatementId');
      input.optionalText('Action');
      input.end();
      const statements = given ?? [
        {
          Sid: id,
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${principal}:root` },
          Action: 'events:PutEvents',
          Resource: `arn:aws:events:${call.region}:${call.account}:event-bus/default`,
        },
      ];
      for (const { Sid, ...statement } of statements) {
        rules.setStatement(call, String(Sid), statement);
      }
      return {};
    },
    RemovePermission: (call, input) => {
      checkBus(input);
      const id = input.text('StatementId');
      input.end();
      rules.setStatement(call, id, undefined);
      return {};
    },
  };
}

function policyIn(input: Input): Record<string, unknown>[] | undefined {
  const text = input.optionalText('Policy');
  return text === undefined
    ? undefined
    : [parsedObject(text).Statement].flat().map(each => ({
        ...(each as Record<string, unknown>),
      }));
}
