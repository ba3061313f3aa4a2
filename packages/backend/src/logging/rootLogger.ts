import { createConfigSecretEnumerator } from '@backstage/backend-defaults/rootConfig';
import { WinstonLogger } from '@backstage/backend-defaults/rootLogger';
import {
  coreServices,
  createServiceFactory,
  type RootConfigService,
} from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import { InputError } from '@backstage/errors';
import path from 'node:path';
import { configSchema } from './configSchema';

const LEVELS = ['error', 'warn', 'info', 'debug'];

type Overrides = Parameters<WinstonLogger['setLevelOverrides']>[0];

/**
 * Backstage's logger, set up by `backend.logger` and without the secrets of the configuration as there, except that what says which
 * values are secret is kept from one start to the next.
 */
export const rootLogger = createServiceFactory({
  service: coreServices.rootLogger,
  deps: { config: coreServices.rootConfig },
  async factory({ config }) {
    const meta = config.getOptional<JsonObject>('backend.logger.meta');
    const logger = WinstonLogger.create({
      meta: { service: 'backstage', ...meta },
      level: config.getOptionalString('backend.logger.level'),
    });
    const setLevels = () => logger.setLevelOverrides(overridesOf(config));
    setLevels();
    const secretsOf = await createConfigSecretEnumerator({
      logger,
      schema: await configSchema(installation(), error =>
        logger.warn(error.message),
      ),
    });
    logger.addRedactions(secretsOf(config));
    config.subscribe?.(() => {
      logger.addRedactions(secretsOf(config));
      setLevels();
    });
    return logger;
  },
});

/** The folder from which the portal's packages are loaded. */
function installation(): string {
  const found = require.resolve('@backstage/backend-defaults/package.json');
  return found.slice(
    0,
    found.lastIndexOf(`${path.sep}node_modules${path.sep}@backstage`),
  );
}

function overridesOf(config: RootConfigService): Overrides {
  const overrides =
    config.getOptionalConfigArray('backend.logger.overrides') ?? [];
  return overrides.map((each, index) => {
    const level = each.getString('level');
    if (!LEVELS.includes(level)) {
      throw new InputError(
        `backend.logger.overrides[${index}].level is ${level}; it must be one of ${LEVELS.join(', ')}.`,
      );
    }
    return { level, matchers: each.get('matchers') };
  });
}
