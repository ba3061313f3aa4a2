import type { Exchange } from '../../events';
import type { ApiDescription, Operation } from './ApiDescription';
import type { ApiSchemas } from './ApiSchemas';

/** What the API and its callers exchange that GitHub's description does not know, each in a line. */
export function checkExchange(
  exchange: Exchange,
  {
    description,
    schemas,
  }: { description: ApiDescription; schemas: ApiSchemas },
): string[] {
  const { method, path, status } = exchange;
  if (status === 501) {
    // The sandbox says itself that it has no such thing.
    return [];
  }
  const operation = description.operation(method, path);
  if (!operation) {
    return [`${method} ${path}: GitHub has no such path`];
  }
  const found = [
    // What is refused may well be wrong.
    ...(status < 400 ? requestProblems(exchange, operation, schemas) : []),
    ...responseProblems(exchange, operation, description, schemas),
  ];
  return found.map(problem => `${operation.name}: ${problem}`);
}

function requestProblems(
  { query, requestBody }: Exchange,
  operation: Operation,
  schemas: ApiSchemas,
): string[] {
  const unknown = [...query.keys()].filter(name => !operation.query.has(name));
  const mistyped = [...query].flatMap(([name, text]) => {
    const schema = operation.query.get(name);
    if (schema === undefined) {
      return [];
    }
    // A text in an address may stand for itself, or for a number or a yes.
    const asText = schemas.problems(schema, text);
    const asValue = schemas.problems(schema, parameterValue(text));
    return asText.length > 0 && asValue.length > 0
      ? [`the parameter ${name}: ${asText.join(', ')}`]
      : [];
  });
  const body = operation.requestBody;
  const missing = body?.required === true && requestBody === undefined;
  const unexpected =
    !body && requestBody !== undefined && !isEmpty(requestBody);
  return [
    ...unknown.map(name => `takes no parameter ${name}`),
    ...mistyped,
    ...(missing ? ['needs a body'] : []),
    ...(unexpected ? ['takes no body'] : []),
    ...(body?.schema !== undefined && requestBody !== undefined
      ? schemas
          .problems(body.schema, requestBody)
          .map(problem => `the request: ${problem}`)
      : []),
  ];
}

function responseProblems(
  { status, responseBody }: Exchange,
  operation: Operation,
  description: ApiDescription,
  schemas: ApiSchemas,
): string[] {
  const described = operation.responses.get(status);
  if (status >= 400) {
    const schema = described?.schema ?? description.schema('basic-error');
    return schemas
      .problems(schema, responseBody)
      .map(problem => `${status}: ${problem}`);
  }
  if (!described) {
    return [`does not answer ${status}`];
  }
  if (responseBody === undefined || described.schema === undefined) {
    return responseBody !== undefined && !described.hasBody
      ? [`${status} has no body`]
      : [];
  }
  return schemas
    .problems(described.schema, responseBody)
    .map(problem => `${status}: ${problem}`);
}

function parameterValue(text: string): unknown {
  if (/^-?\d+$/.test(text)) {
    return Number(text);
  }
  return text === 'true' || text === 'false' ? text === 'true' : text;
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && Object.keys(value ?? {}).length === 0;
}
