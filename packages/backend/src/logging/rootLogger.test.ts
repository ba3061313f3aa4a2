import {
  mockServices,
  ServiceFactoryTester,
} from '@backstage/backend-test-utils';
import { rootLogger } from './rootLogger';

describe('rootLogger', () => {
  afterEach(() => jest.restoreAllMocks());

  const loggerOf = (data: object) =>
    ServiceFactoryTester.from(rootLogger, {
      dependencies: [mockServices.rootConfig.factory({ data: { ...data } })],
    }).getSubject();

  it('writes what the configuration asks for, without the secrets in it', async () => {
    const written: unknown[] = [];
    const { _stdout: stdout } = console as unknown as {
      _stdout: NodeJS.WriteStream;
    };
    jest
      .spyOn(stdout, 'write')
      .mockImplementation(text => Boolean(written.push(text)));
    const logger = await loggerOf({
      backend: {
        auth: { keys: [{ secret: 'c2VjcmV0LW9mLXRoZS1rZXk=' }] },
        logger: {
          level: 'warn',
          meta: { portal: 'of-acme' },
          overrides: [{ matchers: { plugin: 'catalog' }, level: 'debug' }],
        },
      },
    });
    logger.warn('The key is c2VjcmV0LW9mLXRoZS1rZXk=');
    logger.info('is not told');
    logger.child({ plugin: 'catalog' }).debug('is told of the catalog');

    const text = written.join('');
    expect(text).toContain('The key is ***');
    expect(text).toContain('of-acme');
    expect(text).not.toContain('c2VjcmV0');
    expect(text).not.toContain('is not told');
    expect(text).toContain('is told of the catalog');
  });

  it('refuses a level that there is not', async () => {
    await expect(
      loggerOf({
        backend: {
          logger: { overrides: [{ matchers: {}, level: 'loud' }] },
        },
      }),
    ).rejects.toThrow(
      'backend.logger.overrides[0].level is loud; it must be one of error, warn, info, debug.',
    );
  });
});
