/*
 * The commands of `aws` that the guide has, by the calls that AWS's own makes, with the credentials and the endpoint of the
 * environment. Any other command, and any option that it does not know, is refused.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../../lib/toolchain.mjs';

const require = createRequire(
  path.join(root, 'plugins/environments-backend/package.json'),
);

/** `{ name: value }` of `name=value`; a value may have further equals signs. */
const pairOf = word => {
  const at = word.indexOf('=');
  if (at < 1) {
    throw new Error(`aws: ${word} is not NAME=VALUE`);
  }
  return [word.slice(0, at), word.slice(at + 1)];
};

/** Options that take several words are given their words one by one, as `parseArgs` knows it. */
function read(args, options) {
  let current;
  const spread = args.flatMap(word => {
    if (word.startsWith('--')) {
      current = word;
      return options[word.slice(2)]?.multiple ? [] : [word];
    }
    return options[current?.slice(2)]?.multiple
      ? [`${current}=${word}`]
      : [word];
  });
  return parseArgs({ args: spread, options, strict: true }).values;
}

const one = { type: 'string' };
const many = { type: 'string', multiple: true };

/** A change set, as `aws cloudformation deploy` makes and executes it. */
async function deploy(args) {
  const {
    region,
    'stack-name': StackName,
    'template-file': file,
    capabilities: Capabilities,
    'parameter-overrides': overrides = [],
  } = read(args, {
    region: one,
    'stack-name': one,
    'template-file': one,
    capabilities: many,
    'parameter-overrides': many,
  });
  const {
    CloudFormationClient,
    CreateChangeSetCommand,
    DescribeStacksCommand,
    ExecuteChangeSetCommand,
    waitUntilChangeSetCreateComplete,
    waitUntilStackCreateComplete,
    waitUntilStackUpdateComplete,
  } = require('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient({ region });
  const exists = await client
    .send(new DescribeStacksCommand({ StackName }))
    .then(() => true)
    .catch(error => {
      if (/does not exist/.test(error.message)) {
        return false;
      }
      throw error;
    });
  const { Id, StackId } = await client.send(
    new CreateChangeSetCommand({
      StackName,
      ChangeSetName: 'awscli-cloudformation-package-deploy',
      ChangeSetType: exists ? 'UPDATE' : 'CREATE',
      TemplateBody: readFileSync(file, 'utf8'),
      Capabilities,
      Parameters: overrides
        .map(pairOf)
        .map(([ParameterKey, ParameterValue]) => ({
          ParameterKey,
          ParameterValue,
        })),
    }),
  );
  const waiting = { client, maxWaitTime: 300, minDelay: 1, maxDelay: 2 };
  await waitUntilChangeSetCreateComplete(waiting, {
    ChangeSetName: Id,
    StackName: StackId,
  });
  await client.send(
    new ExecuteChangeSetCommand({ ChangeSetName: Id, StackName: StackId }),
  );
  await (exists ? waitUntilStackUpdateComplete : waitUntilStackCreateComplete)(
    waiting,
    { StackName: StackId },
  );
  return `Successfully created/updated stack - ${StackName}`;
}

async function activateTags(args) {
  const { 'cost-allocation-tags-status': tags } = read(args, {
    'cost-allocation-tags-status': many,
  });
  const {
    CostExplorerClient,
    UpdateCostAllocationTagsStatusCommand,
  } = require('@aws-sdk/client-cost-explorer');
  const answer = await new CostExplorerClient({}).send(
    new UpdateCostAllocationTagsStatusCommand({
      CostAllocationTagsStatus: tags.map(tag =>
        Object.fromEntries(tag.split(',').map(pairOf)),
      ),
    }),
  );
  return JSON.stringify({ Errors: answer.Errors ?? [] });
}

const commands = {
  'cloudformation deploy': deploy,
  'ce update-cost-allocation-tags-status': activateTags,
};

const [service, operation, ...args] = process.argv.slice(2);
const command = commands[`${service} ${operation}`];
if (!command) {
  throw new Error(`aws: there is no ${service} ${operation} here`);
}
console.log(await command(args));
