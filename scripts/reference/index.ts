import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { describeActions } from './actions';
import { describeApi } from './api';
import { describeCommand } from './command';
import { describeConfiguration } from './configuration';
import { describePermissions } from './permissions';

/** The pages of the reference, by their files below docs/reference. */
export async function makeReference(
  root: string,
): Promise<Record<string, string>> {
  const textOf = (file: string) => readFileSync(path.join(root, file), 'utf8');
  return {
    'configuration.md': describeConfiguration(
      [
        'plugins/environments-backend/config.d.ts',
        'packages/backend/config.d.ts',
        'packages/app/config.d.ts',
      ].map(textOf),
    ),
    'permissions.md': await describePermissions({
      source: textOf('plugins/environments-common/src/permissions.ts'),
      configuration: parse(textOf('app-config.yaml')),
    }),
    'api.md': describeApi(
      parse(textOf('plugins/environments-backend/src/schema/openapi.yaml')),
    ),
    'cli.md': describeCommand(),
    'actions.md': describeActions(),
  };
}
