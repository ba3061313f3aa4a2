import type { PolicyException } from '@plinth/blueprints/schema';
import type { Finding } from '@plinth/plugin-environments-common';

/**
 * Turns what the governance phase excepts into warnings that say so. An exception names one rule and one unit, and may name
 * one resource; rules about people's data and about who deploys have none.
 */
export function withExceptions(
  findings: readonly Finding[],
  exceptions: readonly PolicyException[],
): Finding[] {
  return findings.map(finding => {
    const exception = exceptions.find(
      ({ rule, unit, resource }) =>
        rule === finding.rule &&
        unit === finding.unit &&
        (resource === undefined || resource === finding.resource),
    );
    return exception && finding.severity === 'error'
      ? {
          ...finding,
          severity: 'warning',
          message: `${finding.message} Excepted by governance/phase.yaml: ${exception.reason}`,
        }
      : finding;
  });
}
