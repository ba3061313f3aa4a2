import type { AwsCall } from '../service/AwsCall';

const hidden = 'HIDDEN_DUE_TO_SECURITY_REASONS';

// Names whose values never reach the trail; template bodies and parameter values are cut by CloudFormation itself.
const secretNames =
  /^(ParameterValue|TemplateBody|StackPolicyBody|WebIdentityToken|SAMLAssertion|SecretString|SecretBinary|SecretAccessKey|.*Password)$/i;

/** A call's parameters as CloudTrail shows them: names begin in lower case, and secrets are cut. */
export function recordedParameters(
  call: Pick<AwsCall, 'service' | 'operation' | 'input'>,
): Record<string, unknown> {
  const input = { ...call.input };
  if (call.service === 'ssm' && call.operation === 'PutParameter') {
    input.Value = hidden;
  }
  return lowerCased(input) as Record<string, unknown>;
}

function lowerCased(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(lowerCased);
  }
  if (value instanceof Uint8Array) {
    return hidden;
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, member]) =>
        secretNames.test(name)
          ? []
          : [
              [
                name.charAt(0).toLowerCase() + name.slice(1),
                lowerCased(member),
              ],
            ],
      ),
    );
  }
  return value;
}
