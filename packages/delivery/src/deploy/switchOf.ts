import { FIRST_SERVING } from '@plinth/blueprints/schema';
import type { DeployedStack as StackReport } from '@plinth/plugin-environments-common';
import type { AccountCredentials } from '../aws/AccountCredentials';
import type { DeployedStack } from '../aws/DeployedStack';
import { replicatedUntil } from '../aws/replicatedUntil';
import { messageOf } from '../errors';
import { statedServing } from '../plan/servingFindings';
import type { SynthesizedStack, Template } from '../synth/Assembly';

/** What a report says of a stack whose deployment takes part in a switch of regions. */
type Switch = Pick<StackReport, 'switchesTo' | 'recoveredTo'>;

/**
 * Which region a deployment of a stack leads to, where that is another one than before; and before it promotes a database, up to
 * when that has what was written to the one that it follows: so RPO and RTO are measured at each switch. What cannot be
 * measured holds up nothing.
 */
export async function switchOf(
  stack: SynthesizedStack,
  deployed: DeployedStack | undefined,
  options: {
    readonly credentials: AccountCredentials;
    readonly onLine: (line: string) => void;
  },
): Promise<Switch> {
  const wanted = statedServing(stack.template);
  const now = deployed && (statedServing(deployed.template) ?? FIRST_SERVING);
  if (!wanted || !now || wanted.serving === now.serving) {
    return {};
  }
  const switchesTo = wanted.serving;
  const [promoted] = promotedBy(stack.template, deployed.template);
  if (promoted === undefined) {
    return { switchesTo };
  }
  try {
    const until = await replicatedUntil(promoted, stack, options.credentials);
    return { switchesTo, recoveredTo: until.toISOString() };
  } catch (error) {
    options.onLine(
      `What ${promoted} has not replicated could not be measured: ${messageOf(error)}`,
    );
    return { switchesTo };
  }
}

/** Identifiers of the databases that follow another one, and follow none after the deployment. */
function promotedBy(wanted: Template, deployed: Template): string[] {
  return Object.entries(deployed.Resources ?? {}).flatMap(
    ([logicalId, { Type, Properties = {} }]) => {
      const { DBInstanceIdentifier: name, SourceDBInstanceIdentifier: source } =
        Properties as Record<string, unknown>;
      const after = wanted.Resources?.[logicalId]?.Properties as
        Record<string, unknown> | undefined;
      return Type === 'AWS::RDS::DBInstance' &&
        typeof name === 'string' &&
        source !== undefined &&
        after &&
        after.SourceDBInstanceIdentifier === undefined
        ? [name]
        : [];
    },
  );
}
