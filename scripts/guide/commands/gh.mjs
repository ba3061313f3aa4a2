/*
 * The commands of `gh` that the guide has, as somebody who is signed in: GH_TOKEN is their token, GH_API_URL the API. Any other
 * command, and any option that it does not know, is refused.
 */
import { parseArgs } from 'node:util';

const { GH_TOKEN: token, GH_API_URL: api } = process.env;

async function call(method, route, body) {
  const answer = await fetch(`${api}/${route}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/vnd.github+json',
      ...(body && { 'content-type': 'application/json' }),
    },
    body: body && JSON.stringify(body),
  });
  return { status: answer.status, text: await answer.text() };
}

function must({ status, text }) {
  if (status >= 300) {
    throw new Error(`gh: HTTP ${status}: ${text}`);
  }
  return text;
}

const read = (args, options) =>
  parseArgs({ args, options, allowPositionals: true, strict: true });

const commands = {
  'auth token': args => {
    read(args, {});
    return token;
  },
  api: async args => {
    const { values, positionals } = read(args, { jq: { type: 'string' } });
    if (positionals.length !== 1 || !/^(\.\w+)+$/.test(values.jq)) {
      throw new Error('gh: what is known is api ROUTE --jq .name.name');
    }
    const answer = JSON.parse(must(await call('GET', positionals[0])));
    const found = values.jq
      .slice(1)
      .split('.')
      .reduce((value, name) => value?.[name], answer);
    if (found === undefined) {
      throw new Error(`gh: ${positionals[0]} has no ${values.jq}`);
    }
    return found;
  },
  'variable set': async args => {
    const { values, positionals } = read(args, {
      repo: { type: 'string' },
      body: { type: 'string' },
    });
    const [name] = positionals;
    const route = `repos/${values.repo}/actions/variables`;
    const variable = { name, value: values.body };
    const made = await call('POST', route, variable);
    must(
      made.status === 409
        ? await call('PATCH', `${route}/${name}`, variable)
        : made,
    );
    return `Set ${name}`;
  },
};

const words = process.argv.slice(2);
const known = Object.keys(commands).find(name =>
  `${words.join(' ')} `.startsWith(`${name} `),
);
if (!known) {
  throw new Error(`gh: there is no ${words.slice(0, 2).join(' ')} here`);
}
console.log(
  String(await commands[known](words.slice(known.split(' ').length))),
);
