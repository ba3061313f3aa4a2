import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { Router } from 'express';
import { readFileSync } from 'node:fs';
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import { parse } from 'yaml';
import { createRouter, RouterOptions } from '../router/createRouter';

const DOCUMENT = readFileSync(
  resolvePackagePath(
    '@plinth/plugin-environments-backend',
    'src/schema/openapi.yaml',
  ),
  'utf8',
);

/** `get /entities/{namespace}` for each route of a router. */
function routesOf(router: Router): string[] {
  return router.stack.flatMap(({ route }) =>
    route
      ? route.stack.map(
          ({ method }: { method: string }) =>
            `${method} ${route.path
              .replace(/^\/v1/, '')
              .replace(/:(\w+)/g, '{$1}')}`,
        )
      : [],
  );
}

describe('the OpenAPI document', () => {
  it('is what the generated types say', async () => {
    const generated = readFileSync(
      resolvePackagePath(
        '@plinth/plugin-environments-common',
        'src/api.generated.ts',
      ),
      'utf8',
    );
    const types = astToString(await openapiTS(DOCUMENT));
    expect(`${COMMENT_HEADER}${types}`).toBe(generated);
  });

  it('describes every route, and none besides', () => {
    const documented = Object.entries<object>(parse(DOCUMENT).paths).flatMap(
      ([path, operations]) =>
        ['get', 'post', 'put', 'patch', 'delete']
          .filter(method => method in operations)
          .map(method => `${method} ${path}`),
    );
    const served = routesOf(createRouter({} as RouterOptions));
    expect(served.sort()).toEqual(documented.sort());
  });
});
