import { page, table } from './table';

interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  enum?: string[];
  items?: Schema;
}
interface Parameter {
  $ref?: string;
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: Schema;
}
interface Operation {
  summary?: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<
    string,
    { description?: string; content?: Record<string, { schema: Schema }> }
  >;
}
interface Document {
  paths: Record<string, Record<string, unknown>>;
  components: { parameters?: Record<string, Parameter> };
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch'];

const nameOf = (ref: string) => ref.split('/').at(-1) ?? ref;

function typeOf(schema: Schema | undefined): string {
  if (!schema) {
    return '';
  }
  if (schema.$ref) {
    return nameOf(schema.$ref);
  }
  if (schema.enum) {
    return schema.enum.join(', ');
  }
  return schema.type === 'array'
    ? `list of ${typeOf(schema.items)}`
    : [schema.type, schema.format].filter(Boolean).join(', ');
}

/** The page of the HTTP API, by what its OpenAPI document says. */
export function describeApi(document: Document): string {
  const whole = (parameter: Parameter): Parameter =>
    parameter.$ref
      ? (document.components.parameters?.[nameOf(parameter.$ref)] ?? parameter)
      : parameter;
  const routes = Object.entries(document.paths).flatMap(([route, item]) =>
    METHODS.filter(method => item[method]).map(method => {
      const operation = item[method] as Operation;
      const shared = (item.parameters ?? []) as Parameter[];
      const parameters = [...shared, ...(operation.parameters ?? [])].map(
        whole,
      );
      const rows = parameters.map(parameter => [
        `\`${parameter.name}\``,
        `${parameter.in}${parameter.required ? ', needed' : ''}`,
        typeOf(parameter.schema),
        parameter.description ?? '',
      ]);
      const body = Object.values(operation.requestBody?.content ?? {})[0];
      const answers = Object.entries(operation.responses).map(
        ([status, { description, content }]) => {
          const type = typeOf(Object.values(content ?? {})[0]?.schema);
          return `- \`${status}\`${type ? ` ${type}` : ''}${description ? `: ${description.trim()}` : ''}`;
        },
      );
      return [
        `## \`${method.toUpperCase()} ${route}\``,
        operation.summary ?? '',
        operation.description ?? '',
        rows.length > 0
          ? table(['Parameter', 'Where', 'Type', 'What it says'], rows)
          : '',
        body ? `Takes ${typeOf(body.schema) || 'JSON'}.` : '',
        answers.length > 0 ? `Answers:\n\n${answers.join('\n')}` : '',
      ]
        .filter(Boolean)
        .join('\n\n');
    }),
  );
  return page(
    'HTTP API',
    'The routes below `/api/environments/v1`, as who calls them: a token of Backstage goes in `Authorization`. Types are those of `plugins/environments-backend/src/schema/openapi.yaml`.',
    routes.join('\n\n'),
  );
}
