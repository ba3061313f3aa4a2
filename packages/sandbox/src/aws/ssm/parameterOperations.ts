import type { AwsCall } from '../service/AwsCall';
import { AwsError } from '../protocols/AwsError';
import type { Operations, Output } from '../service/AwsService';
import type { Input } from '../service/Input';
import { findParameter, foundParameter } from './findParameter';
import type { SsmParameter, SsmStore } from './SsmStore';

/** Parameters themselves: put, get, list, delete. */
export function parameterOperations(store: SsmStore): Operations {
  return {
    GetParameter: (call, input) => ({
      Parameter: viewOf(input)(foundParameter(store, call, input.text('Name'))),
    }),
    GetParameters: (call, input) => {
      const names = input.texts('Names');
      const found = names.map(name => findParameter(store, call, name));
      return {
        Parameters: found.filter(item => item !== undefined).map(viewOf(input)),
        InvalidParameters: names.filter((_, index) => !found[index]),
      };
    },
    GetParametersByPath: (call, input) => {
      const path = input.text('Path').replace(/\/?$/, '/');
      const recursive = input.flag('Recursive');
      const parameters = store
        .list(call.account, call.region)
        .filter(({ name }) => name.startsWith(path))
        .filter(
          ({ name }) => recursive || !name.slice(path.length).includes('/'),
        );
      const { items, nextToken } = input.page(parameters, {
        limit: 'MaxResults',
        default: 10,
      });
      return { Parameters: items.map(viewOf(input)), NextToken: nextToken };
    },
    DescribeParameters: (call, input) => {
      const { items, nextToken } = input.page(
        store.list(call.account, call.region),
        { limit: 'MaxResults', default: 50 },
      );
      return { Parameters: items.map(described), NextToken: nextToken };
    },
    PutParameter: (call, input) => put(store, call, input),
    DeleteParameter: (call, input) => {
      const { account, region, name } = foundParameter(
        store,
        call,
        input.text('Name'),
      );
      input.end();
      store.delete(account, region, name);
      return {};
    },
    DeleteParameters: ({ account, region }, input) => {
      const names = input.texts('Names');
      input.end();
      const deleted = names.filter(name => store.delete(account, region, name));
      return {
        DeletedParameters: deleted,
        InvalidParameters: names.filter(name => !deleted.includes(name)),
      };
    },
  };
}

function put(store: SsmStore, call: AwsCall, input: Input): Output {
  const { account, region } = call;
  const name = input.text('Name');
  const overwrite = input.flag('Overwrite');
  const tags = input.tags();
  const value = input.text('Value');
  const description = input.optionalText('Description');
  const type = input.choice('Type', ['String', 'StringList', 'SecureString']);
  // Both are what a parameter has unless it is asked otherwise.
  input.choice('Tier', ['Standard']);
  input.choice('DataType', ['text']);
  input.end();
  if (!/^[\w.\-/]+$/.test(name)) {
    throw input.error(
      'Parameter name: can\'t be prefixed with "ssm" (case-insensitive) and must only contain letters, numbers and the symbols .-_/',
    );
  }
  if (overwrite && tags.length > 0) {
    throw input.error(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
    );
  }
  const known = store.get(account, region, name);
  if (known && !overwrite) {
    throw new AwsError(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  }
  const kept = type ?? known?.type;
  if (!kept) {
    throw input.error(
      'A parameter type is required when you create a parameter.',
    );
  }
  const stored = store.put({
    account,
    region,
    name,
    type: kept,
    value,
    description: description ?? known?.description,
    modifiedBy: call.principal.arn,
    tags:
      tags.length > 0
        ? Object.fromEntries(tags.map(tag => [tag.Key, tag.Value]))
        : undefined,
  });
  return { Version: stored.version, Tier: 'Standard' };
}

function arn(parameter: SsmParameter): string {
  return `arn:aws:ssm:${parameter.region}:${parameter.account}:parameter/${parameter.name.replace(/^\//, '')}`;
}

/** Shows a parameter's value, which is hidden where it is secret and nobody asked to decrypt it. */
function viewOf(input: Input): (parameter: SsmParameter) => Output {
  const decrypted = input.flag('WithDecryption');
  return parameter => ({
    Name: parameter.name,
    Type: parameter.type,
    Value:
      parameter.type === 'SecureString' && !decrypted
        ? Buffer.from(`kms:alias/aws/ssm:${parameter.name}`).toString('base64')
        : parameter.value,
    Version: parameter.version,
    LastModifiedDate: new Date(parameter.modifiedAt),
    ARN: arn(parameter),
    DataType: 'text',
  });
}

function described(parameter: SsmParameter): Output {
  return {
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
  };
}
