import { z } from 'zod';
import { parseStatement } from '../files/parseStatement';
import type { RepositoryFiles } from '../units/RepositoryFiles';

const sentence = z
  .string()
  .trim()
  .min(10, 'must be a sentence that a reviewer can check')
  .max(1000, 'must be at most 1000 characters');

const statementSchema = z
  .strictObject({
    reason: sentence,
    export: z
      .strictObject({
        to: z
          .string()
          .trim()
          .min(3, 'must say where the data is')
          .max(500, 'must be at most 500 characters'),
        until: z.iso.date('must be a day, such as 2030-12-31'),
      })
      .optional(),
    dataWaiver: sentence.optional(),
    liftTerminationProtection: z.boolean().optional(),
  })
  .refine(
    statement => statement.export || statement.dataWaiver,
    'must have export (to, until) or dataWaiver: who says that the data may go, and why',
  );

/**
 * What is said of a unit before it is removed, in its folder: why, where its data is kept and until when, or who waives that.
 * `liftTerminationProtection` lets the pipeline end the protection of its stacks against deletion, and of what goes with them.
 */
export type DecommissionStatement = z.infer<typeof statementSchema>;

/** The file of a unit's folder that says what becomes of its data when it is removed. */
export function decommissionFileOf(path: string): string {
  return `${path}/decommission.json`;
}

/**
 * What is said of a unit's end.
 *
 * @throws InputError that names the file and each rule that the statement breaks
 */
export function parseDecommission(
  path: string,
  text: string,
): DecommissionStatement {
  return parseStatement(statementSchema, text, {
    where: decommissionFileOf(path),
    what: 'statement',
  });
}

/**
 * What a commit says of the end of a unit; undefined if it says nothing.
 *
 * @throws InputError when the statement is not valid
 */
export async function readDecommission(
  files: RepositoryFiles,
  path: string,
): Promise<DecommissionStatement | undefined> {
  const text = await files.read(decommissionFileOf(path));
  return text === undefined ? undefined : parseDecommission(path, text);
}

/** The text of the file; the same statement gives the same bytes. */
export function serializeDecommission(
  statement: DecommissionStatement,
): string {
  const {
    reason,
    export: kept,
    dataWaiver,
    liftTerminationProtection,
  } = statement;
  const ordered = {
    reason,
    ...(kept && { export: { to: kept.to, until: kept.until } }),
    ...(dataWaiver && { dataWaiver }),
    ...(liftTerminationProtection && { liftTerminationProtection }),
  };
  return `${JSON.stringify(ordered, null, 2)}\n`;
}
