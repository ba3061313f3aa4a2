import { z } from 'zod';
import { NETWORK_HOST_PARAMETER, type Parameters } from './blueprint';
import type { FixedParameter } from './fixedParameters';
import { type Issue, quoteValue } from './issue';
import { LENDING_STAGES } from './stages';
import type { Unit, UnitEnvelope } from './unit';

/** The parameter by which an environment takes databases of previews into its server. */
const GUEST_DATABASES_PARAMETER = 'guestDatabases';

/** The parameter by which a preview has its database in the server of its network's host. */
export const SHARED_DATABASE_PARAMETER = 'sharedDatabase';

/** Parameters about databases in the server of another environment. */
export const guestDatabaseShape = {
  [GUEST_DATABASES_PARAMETER]: z.boolean().meta({
    title: 'Databases of previews',
    description:
      'Whether previews in this network may have their databases in this server, each with a user of its own and 40 connections at most. They are dropped when the preview ends.',
  }),
  [SHARED_DATABASE_PARAMETER]: z.boolean().meta({
    title: 'Database in the server of the host',
    description:
      'A database of its own in the server of the environment whose network the preview uses, instead of a server: class, storage and version are the host’s. Its service makes it when it starts. It cannot change later.',
  }),
};

/** Where a database is cannot change: its data would stay behind. */
export const FIXED_SHARED_DATABASE: FixedParameter = {
  why: 'the preview would begin with an empty database',
  instead: 'ask for another preview of the branch',
};

/** What parameters may be about databases in the server of another environment. */
export function checkGuestDatabase(
  { stage }: UnitEnvelope,
  parameters: Parameters,
): Issue[] {
  const issue = (parameter: string, message: string): Issue => ({
    parameter: `parameters.${parameter}`,
    message,
  });
  const issues: Issue[] = [];
  if (
    parameters[GUEST_DATABASES_PARAMETER] === true &&
    !LENDING_STAGES.includes(stage)
  ) {
    issues.push(
      issue(
        GUEST_DATABASES_PARAMETER,
        `is for environments of stage ${LENDING_STAGES.join(' or ')} (got ${quoteValue(stage)}): what a branch does must not reach other data`,
      ),
    );
  }
  if (parameters[SHARED_DATABASE_PARAMETER] !== true) {
    return issues;
  }
  if (parameters[NETWORK_HOST_PARAMETER] === undefined) {
    issues.push(
      issue(
        SHARED_DATABASE_PARAMETER,
        `needs ${NETWORK_HOST_PARAMETER}: the server is that of the environment whose network the preview uses`,
      ),
    );
  }
  if (parameters.service !== 'web') {
    issues.push(
      issue(
        SHARED_DATABASE_PARAMETER,
        'needs service "web", whose tasks make the database when they start',
      ),
    );
  }
  return issues;
}

/** Whether the host of a unit's network takes its database too; nothing where the unit asks for none. */
export function inspectGuestDatabase(unit: Unit, host: Unit): Issue[] {
  return unit.parameters[SHARED_DATABASE_PARAMETER] === true &&
    host.parameters[GUEST_DATABASES_PARAMETER] !== true
    ? [
        {
          parameter: `parameters.${SHARED_DATABASE_PARAMETER}`,
          message: `${host.name} takes no databases of previews: set its ${GUEST_DATABASES_PARAMETER} to true, and have that deployed first`,
        },
      ]
    : [];
}
