import { parseDocument } from 'yaml';
import { CannotTell } from '../Check';

/**
 * The version of the deployment backend, as the template of its stack gives it to the parameter from which the CDK reads it.
 * The parameter itself is data, which the portal's role does not read.
 *
 * @param template - JSON or YAML, with CloudFormation's tags
 * @param logicalId - of the parameter in it
 * @throws CannotTell where the template computes it
 */
export function bootstrapVersion(template: string, logicalId: string): number {
  const document = parseDocument(template, {
    logLevel: 'silent',
  });
  const value = document.getIn(['Resources', logicalId, 'Properties', 'Value']);
  if (!/^\d+$/.test(String(value))) {
    throw new CannotTell(
      `the template of its stack does not say the version of ${logicalId}`,
    );
  }
  return Number(value);
}
