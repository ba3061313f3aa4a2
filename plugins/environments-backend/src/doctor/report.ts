import type { ConnectionFinding } from '@plinth/plugin-environments-common';

const MARKS = {
  good: 'ok     ',
  missing: 'MISSING',
  unknown: 'UNKNOWN',
} satisfies Record<ConnectionFinding['status'], string>;

/** What the doctor found, for people: by subject, and how many of each at the end. */
export function findingsAsText(findings: readonly ConnectionFinding[]): string {
  const subjects = [...new Set(findings.map(({ subject }) => subject))];
  const parts = subjects.map(subject =>
    [
      subject,
      ...findings
        .filter(finding => finding.subject === subject)
        .flatMap(({ check, status, found, remedy }) => [
          `  ${MARKS[status]}  ${check}: ${found}`,
          ...(remedy ? [`           → ${remedy}`] : []),
        ]),
    ].join('\n'),
  );
  const count = (status: ConnectionFinding['status']) =>
    findings.filter(finding => finding.status === status).length;
  return [
    ...parts,
    `${count('good')} good, ${count('missing')} missing, ${count('unknown')} that cannot be told`,
  ].join('\n\n');
}

/** 0 where all is good, 1 where something is missing, 2 where nothing is, as far as it could be read. */
export function exitCodeOf(findings: readonly ConnectionFinding[]): number {
  if (findings.some(({ status }) => status === 'missing')) {
    return 1;
  }
  return findings.every(({ status }) => status === 'good') ? 0 : 2;
}
