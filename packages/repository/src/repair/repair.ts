import { z } from 'zod';
import { parseStatement } from '../files/parseStatement';
import type { RepositoryFiles } from '../units/RepositoryFiles';

const statementSchema = z.strictObject({
  reason: z
    .string()
    .trim()
    .min(10, 'must be a sentence that a reviewer can check')
    .max(1000, 'must be at most 1000 characters'),
  revert: z
    .record(
      z
        .string()
        .regex(/^[A-Za-z][A-Za-z0-9-]{0,127}$/, 'must be the name of a stack'),
      z
        .string()
        .regex(
          /^[0-9a-f]{40}$/,
          'must be the commit that is deployed, 40 hex digits',
        ),
    )
    .refine(
      stacks => Object.keys(stacks).length > 0,
      'must name at least one stack',
    ),
});

/**
 * Which stacks of a unit the deployment of a commit puts back to what their templates say, and why: by name, with the commit
 * that each was deployed from when that was asked for.
 */
export type RepairStatement = z.infer<typeof statementSchema>;

/** The file of a unit's folder whose change has the deployment put back what drifted. */
export function repairFileOf(path: string): string {
  return `${path}/repair.json`;
}

/**
 * What is said of the repair of a unit.
 *
 * @throws InputError that names the file and each rule that the statement breaks
 */
export function parseRepair(path: string, text: string): RepairStatement {
  return parseStatement(statementSchema, text, {
    where: repairFileOf(path),
    what: 'statement',
  });
}

/**
 * What a commit says of the repair of a unit; undefined if it says nothing.
 *
 * @throws InputError when the statement is not valid
 */
export async function readRepair(
  files: Pick<RepositoryFiles, 'read'>,
  path: string,
): Promise<RepairStatement | undefined> {
  const text = await files.read(repairFileOf(path));
  return text === undefined ? undefined : parseRepair(path, text);
}

/** The text of the file; the same statement gives the same bytes. */
export function serializeRepair({ reason, revert }: RepairStatement): string {
  const stacks = Object.fromEntries(
    Object.entries(revert).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return `${JSON.stringify({ reason, revert: stacks }, null, 2)}\n`;
}
