import { InputError } from '@backstage/errors';
import {
  isUnitPath,
  ownerSchema,
  STAGES,
  type Unit,
} from '@plinth/blueprints/schema';
import { z } from 'zod';
import { checkStatement, parseStatement } from '../files/parseStatement';
import type { RepositoryFiles } from '../units/RepositoryFiles';
import { freezeFileOf, freezeNameOf, FREEZES_FOLDER } from './freezeFile';

const statementSchema = z
  .strictObject({
    reason: z
      .string()
      .trim()
      .min(10, 'must be a sentence that a reviewer can check')
      .max(500, 'must be at most 500 characters')
      .regex(/^[^\r\n]*$/, 'must be one line'),
    by: ownerSchema,
    until: z.iso.datetime(
      'must be a time in UTC, such as 2030-12-31T18:00:00Z',
    ),
    stages: z
      .array(z.enum(STAGES, `must be one of ${STAGES.join(', ')}`))
      .optional(),
    units: z
      .array(
        z
          .string()
          .refine(
            isUnitPath,
            'must be the folder of one unit, such as environments/claims-dev',
          ),
      )
      .optional(),
  })
  .refine(
    ({ stages = [], units = [] }) => stages.length + units.length > 0,
    'must have stages or units: what is frozen',
  );

/** What is not deployed until when, why, and who says so. */
export type FreezeStatement = z.infer<typeof statementSchema>;

/** A freeze of the repository. */
export interface Freeze extends FreezeStatement {
  /** What its file is called. */
  readonly name: string;
}

/** What of a unit a freeze is about. */
export interface Freezable {
  /** Folder of the unit. */
  readonly path: string;
  readonly stage: Unit['stage'];
}

/**
 * What a file says of a freeze.
 *
 * @throws InputError that names the file and each rule that it breaks
 */
export function parseFreeze(path: string, text: string): Freeze {
  const name = freezeNameOf(path);
  if (name === undefined) {
    throw new InputError(
      `${path} is no file of a freeze: those are ${freezeFileOf('NAME')}`,
    );
  }
  const statement = parseStatement(statementSchema, text, {
    where: path,
    what: 'freeze',
  });
  return { name, ...statement };
}

/**
 * What is said of a freeze.
 *
 * @param where - for the message
 * @throws InputError that names each rule that it breaks
 */
export function checkFreeze(
  statement: unknown,
  where: string,
): FreezeStatement {
  return checkStatement(statementSchema, statement, { where, what: 'freeze' });
}

/**
 * All freezes of a commit, also those that have ended, by name.
 *
 * @throws InputError where one of the files is none: then nobody knows what is frozen
 */
export async function readFreezes(files: RepositoryFiles): Promise<Freeze[]> {
  const paths = [...(await files.list(FREEZES_FOLDER))].sort();
  return Promise.all(
    paths.map(async path => parseFreeze(path, (await files.read(path)) ?? '')),
  );
}

/** The text of the file; the same statement gives the same bytes. */
export function serializeFreeze(statement: FreezeStatement): string {
  const { reason, by, until, stages = [], units = [] } = statement;
  const ordered = {
    reason,
    by,
    until,
    ...(stages.length > 0 && { stages }),
    ...(units.length > 0 && { units }),
  };
  return `${JSON.stringify(ordered, null, 2)}\n`;
}

/** The freezes that have not ended. */
export function freezesAt<F extends Pick<Freeze, 'until'>>(
  freezes: readonly F[],
  now: Date,
): F[] {
  return freezes.filter(({ until }) => Date.parse(until) > now.getTime());
}

/** The freezes that a unit is under, of those that have not ended. */
export function freezesOf(
  { path, stage }: Freezable,
  freezes: readonly Freeze[],
  now: Date,
): Freeze[] {
  return freezesAt(freezes, now).filter(
    ({ stages = [], units = [] }) =>
      stages.includes(stage) || units.includes(path),
  );
}

/** Until when, by whom, why, and where that stands. */
export function describeFreeze({ name, until, by, reason }: Freeze): string {
  return `frozen until ${until} by ${by}: ${reason} (${freezeFileOf(name)})`;
}
