import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { registerProposingActions } from '../../plugins/environments-backend/src/actions/proposingActions';
import { registerReadingActions } from '../../plugins/environments-backend/src/actions/readingActions';
import { createOpenPullRequestAction } from '../../plugins/scaffolder-backend-module-environments/src/actions/openPullRequest';
import { createProtectRepositoryAction } from '../../plugins/scaffolder-backend-module-environments/src/actions/protectRepository';
import { createValidateRequestAction } from '../../plugins/scaffolder-backend-module-environments/src/actions/validateRequest';
import { createWriteUnitAction } from '../../plugins/scaffolder-backend-module-environments/src/actions/writeUnit';
import { createUpgradeFleetAction } from '../../plugins/scaffolder-backend-module-environments/src/fleet/upgradeFleet';
import { createOpenFreezeAction } from '../../plugins/scaffolder-backend-module-environments/src/freeze/openFreeze';
import { createOpenChangeAction } from '../../plugins/scaffolder-backend-module-environments/src/life/openChange';
import { createValidateChangeAction } from '../../plugins/scaffolder-backend-module-environments/src/life/validateChange';
import { page, table } from './table';

/** What is not asked for by a declaration: an action is described here, and not run. */
const nothing = <T>() => ({}) as T;

const made = <O, A>(create: (options: O) => A) => create(nothing<O>());

interface Schema {
  type?: string | string[];
  description?: string;
  enum?: string[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
}

function typeOf({ type, enum: values, items }: Schema): string {
  if (values) {
    return values.join(', ');
  }
  return type === 'array' && items
    ? `list of ${typeOf(items)}`
    : [type ?? 'any'].flat().join(' or ');
}

function fields(title: string, schema: unknown): string {
  const { properties = {}, required = [] } = (schema ?? {}) as Schema;
  const rows = Object.entries(properties).map(([name, field]) => [
    `\`${name}\``,
    typeOf(field),
    required.includes(name) ? 'yes' : '',
    field.description ?? '',
  ]);
  return rows.length > 0
    ? table([title, 'Type', 'Always', 'What it says'], rows)
    : '';
}

/** The page of the actions: of templates, and of agents. */
export function describeActions(): string {
  const steps = [
    made(createValidateRequestAction),
    made(createWriteUnitAction),
    made(createOpenPullRequestAction),
    made(createValidateChangeAction),
    made(createOpenChangeAction),
    made(createOpenFreezeAction),
    made(createUpgradeFleetAction),
    made(createProtectRepositoryAction),
  ];
  const calls: Array<{
    name: string;
    description: string;
    attributes?: { readOnly?: boolean; destructive?: boolean };
  }> = [];
  const registry: ActionsRegistryService = {
    register: ({ name, description, attributes }) => {
      calls.push({ name, description, attributes });
    },
  };
  made((options: Parameters<typeof registerReadingActions>[1]) =>
    registerReadingActions(registry, options),
  );
  made((options: Parameters<typeof registerProposingActions>[1]) =>
    registerProposingActions(registry, options),
  );
  const sections = (parts: string[]) => parts.filter(Boolean).join('\n\n');
  const ofTemplates = steps.map(({ id, description, schema }) =>
    sections([
      `### \`${id}\``,
      `${description}.`,
      fields('Input', schema?.input),
      fields('Output', schema?.output),
    ]),
  );
  const ofAgents = calls.map(({ name, description, attributes }) =>
    sections([
      `### \`${name}\``,
      description,
      attributes?.readOnly
        ? 'It only reads.'
        : `It ${attributes?.destructive ? 'may destroy' : 'asks for a change, and destroys nothing by itself'}.`,
    ]),
  );
  return page(
    'Actions',
    'The steps of which templates are made, and what agents may call.',
    sections([
      '## Steps of templates',
      'All of them do nothing in a dry run, and do the same once when they are repeated.',
      ...ofTemplates,
      '## Actions of agents',
      '[Connect an agent](../how-to/connect-an-agent.md) tells how they are reached.',
      ...ofAgents,
    ]),
  );
}
