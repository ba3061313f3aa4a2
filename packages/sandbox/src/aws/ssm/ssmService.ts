import { AwsError, unsupportedOperation } from '../service/AwsError';
import type { AwsCall } from '../service/AwsCall';
import type { AwsService } from '../service/AwsService';
import type { SsmParameter, SsmStore } from './SsmStore';

type Input = Record<string, unknown>;
type Output = Record<string, unknown>;

/** Systems Manager, as far as its parameter store. */
export class SsmService implements AwsService {
  readonly signingName = 'ssm';
  readonly protocol = 'json1.1';
  readonly targetPrefix = 'AmazonSSM';
  readonly #store: SsmStore;

  constructor(store: SsmStore) {
    this.#store = store;
  }

  async handle(call: AwsCall): Promise<Output> {
    const { account, region, input } = call;
    const store = this.#store;
    switch (call.operation) {
      case 'GetParameter':
        return {
          Parameter: view(this.#found(call, String(input.Name)), input),
        };
      case 'GetParameters': {
        const names = texts(input.Names);
        const found = names.flatMap(name => {
          const parameter = store.get(account, region, bare(name));
          return parameter ? [parameter] : [];
        });
        return {
          Parameters: found.map(parameter => view(parameter, input)),
          InvalidParameters: names.filter(
            name => !store.get(account, region, bare(name)),
          ),
        };
      }
      case 'GetParametersByPath':
        return this.#byPath(call);
      case 'PutParameter':
        return this.#put(call);
      case 'DeleteParameter':
        this.#found(call, String(input.Name));
        store.delete(account, region, String(input.Name));
        return {};
      case 'DeleteParameters': {
        const names = texts(input.Names);
        const deleted = names.filter(name =>
          store.delete(account, region, name),
        );
        return {
          DeletedParameters: deleted,
          InvalidParameters: names.filter(name => !deleted.includes(name)),
        };
      }
      case 'DescribeParameters': {
        const { items, token } = page(store.list(account, region), input, 50);
        return {
          Parameters: items.map(parameter => ({
            Name: parameter.name,
            ARN: arn(parameter),
            Type: parameter.type,
            LastModifiedDate: new Date(parameter.modifiedAt),
            LastModifiedUser: parameter.modifiedBy,
            Description: parameter.description,
            Version: parameter.version,
            Tier: 'Standard',
            Policies: [],
            DataType: 'text',
          })),
          NextToken: token,
        };
      }
      case 'AddTagsToResource': {
        const parameter = this.#found(call, String(input.ResourceId));
        for (const tag of objects(input.Tags)) {
          parameter.tags[String(tag.Key)] = String(tag.Value);
        }
        store.save(parameter);
        return {};
      }
      case 'RemoveTagsFromResource': {
        const parameter = this.#found(call, String(input.ResourceId));
        for (const key of texts(input.TagKeys)) {
          delete parameter.tags[key];
        }
        store.save(parameter);
        return {};
      }
      case 'ListTagsForResource':
        return {
          TagList: Object.entries(
            this.#found(call, String(input.ResourceId)).tags,
          ).map(([Key, Value]) => ({ Key, Value })),
        };
      default:
        throw unsupportedOperation(call);
    }
  }

  #found(call: AwsCall, name: string): SsmParameter {
    const parameter = this.#store.get(call.account, call.region, bare(name));
    const version = /:(\d+)$/.exec(name)?.[1];
    if (!parameter || (version && Number(version) !== parameter.version)) {
      // The service answers with the bare code, as do its clients' messages.
      throw new AwsError('ParameterNotFound', '');
    }
    return parameter;
  }

  #byPath(call: AwsCall): Output {
    const { account, region, input } = call;
    const path = String(input.Path).replace(/\/?$/, '/');
    const parameters = this.#store
      .list(account, region)
      .filter(parameter => parameter.name.startsWith(path))
      .filter(
        parameter =>
          input.Recursive === true ||
          !parameter.name.slice(path.length).includes('/'),
      );
    const { items, token } = page(parameters, input, 10);
    return {
      Parameters: items.map(parameter => view(parameter, input)),
      NextToken: token,
    };
  }

  #put(call: AwsCall): Output {
    const { account, region, input } = call;
    const name = String(input.Name ?? '');
    if (!/^[\w.\-/]+$/.test(name)) {
      throw new AwsError(
        'ValidationException',
        'Parameter name: can\'t be prefixed with "ssm" (case-insensitive) and must only contain letters, numbers and the symbols .-_/',
      );
    }
    const known = this.#store.get(account, region, name);
    if (known && input.Overwrite !== true) {
      throw new AwsError(
        'ParameterAlreadyExists',
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      );
    }
    const type = input.Type ?? known?.type;
    if (type !== 'String' && type !== 'StringList' && type !== 'SecureString') {
      throw new AwsError(
        'ValidationException',
        'A parameter type is required when you create a parameter.',
      );
    }
    const tags = objects(input.Tags);
    const stored = this.#store.put({
      account,
      region,
      name,
      type,
      value: String(input.Value),
      description:
        input.Description === undefined
          ? known?.description
          : String(input.Description),
      modifiedBy: call.principal.arn,
      tags:
        tags.length > 0
          ? Object.fromEntries(
              tags.map(tag => [String(tag.Key), String(tag.Value)]),
            )
          : undefined,
    });
    return { Version: stored.version, Tier: 'Standard' };
  }
}

function bare(name: string): string {
  return (
    name.startsWith('arn:') ? name.replace(/^.*:parameter/, '') : name
  ).replace(/:\d+$/, '');
}

function arn(parameter: SsmParameter): string {
  return `arn:aws:ssm:${parameter.region}:${parameter.account}:parameter/${parameter.name.replace(/^\//, '')}`;
}

function view(parameter: SsmParameter, input: Input): Output {
  const hidden =
    parameter.type === 'SecureString' && input.WithDecryption !== true;
  return {
    Name: parameter.name,
    Type: parameter.type,
    Value: hidden
      ? Buffer.from(`kms:alias/aws/ssm:${parameter.name}`).toString('base64')
      : parameter.value,
    Version: parameter.version,
    LastModifiedDate: new Date(parameter.modifiedAt),
    ARN: arn(parameter),
    DataType: 'text',
  };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function objects(value: unknown): Input[] {
  return Array.isArray(value) ? (value as Input[]) : [];
}

function page<T>(
  items: T[],
  input: Input,
  limit: number,
): { items: T[]; token?: string } {
  const start = input.NextToken
    ? Number(Buffer.from(String(input.NextToken), 'base64url').toString())
    : 0;
  const end = start + Math.min(Number(input.MaxResults ?? limit), limit);
  return {
    items: items.slice(start, end),
    token:
      end < items.length
        ? Buffer.from(String(end)).toString('base64url')
        : undefined,
  };
}
