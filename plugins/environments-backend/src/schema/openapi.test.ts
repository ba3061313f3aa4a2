import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { Router } from 'express';
import {
  HEALTH_STATUSES,
  STAGES,
  SYNC_STATUSES,
} from '@plinth/plugin-environments-common';
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

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: unknown[];
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly items?: Schema;
  readonly properties?: Record<string, Schema>;
  readonly additionalProperties?: Schema | boolean;
  readonly allOf?: Schema[];
  readonly anyOf?: Schema[];
  readonly oneOf?: Schema[];
}

interface Document {
  readonly paths: Record<
    string,
    Record<
      string,
      { requestBody?: { content?: Record<string, { schema: Schema }> } }
    >
  >;
  readonly components: { readonly schemas: Record<string, Schema> };
}

/** Where a body may hold more than a bound says. */
function unboundedIn(
  schema: Schema,
  at: string,
  named: Record<string, Schema>,
): string[] {
  const inside = (each: Schema | undefined, name: string) =>
    each ? unboundedIn(each, `${at}.${name}`, named) : [];
  if (schema.$ref) {
    return unboundedIn(named[schema.$ref.split('/').at(-1) ?? ''], at, named);
  }
  const { additionalProperties: map } = schema;
  return [
    ...(schema.type === 'string' && !schema.enum && !schema.maxLength
      ? [at]
      : []),
    ...(schema.type === 'array' && !schema.maxItems ? [at] : []),
    ...(map && !schema.maxProperties ? [at] : []),
    ...inside(schema.items, '*'),
    ...inside(typeof map === 'object' ? map : undefined, '*'),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, each]) =>
      inside(each, name),
    ),
    ...[schema.allOf, schema.anyOf, schema.oneOf].flatMap(list =>
      (list ?? []).flatMap(each => unboundedIn(each, at, named)),
    ),
  ];
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

  it('has the stages and states that the code puts in order', () => {
    const { schemas } = (parse(DOCUMENT) as Document).components;
    const sorted = (values: readonly unknown[] = []) => [...values].sort();
    expect(sorted(STAGES)).toEqual(sorted(schemas.Stage.enum));
    expect(sorted(HEALTH_STATUSES)).toEqual(sorted(schemas.HealthStatus.enum));
    expect(sorted(SYNC_STATUSES)).toEqual(sorted(schemas.SyncStatus.enum));
  });

  it('bounds every text, list and map that is sent to it', () => {
    const { paths, components } = parse(DOCUMENT) as Document;
    const bodies = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, operation]) => {
        const schema =
          operation?.requestBody?.content?.['application/json']?.schema;
        return schema ? [[`${method} ${path}`, schema] as const] : [];
      }),
    );
    expect(bodies.length).toBeGreaterThan(2);
    const unbounded = bodies.flatMap(([name, schema]) =>
      unboundedIn(schema, name, components.schemas),
    );
    expect(unbounded).toEqual([]);
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
