/*
 * A check of `npm test`: the Dockerfile is well formed, and keeps what docs/how-to/run-in-production.md says of the image. No test builds it.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import dockerfile from 'dockerfile-ast';
import utils from 'dockerfile-utils';
import { root } from './lib/toolchain.mjs';

const { DockerfileParser } = dockerfile;

/** What is wrong with a Dockerfile, each with its line. */
function faultsOf(text) {
  const parsed = DockerfileParser.parse(text);
  const instructions = parsed.getInstructions();
  const bases = parsed.getFROMs();
  const args = new Map(
    parsed.getInitialARGs().map(arg => {
      const { name, value } = arg.getProperty() ?? {};
      return [name, value];
    }),
  );
  const at = instruction => instruction.getRange().start.line + 1;
  const faults = utils
    .validate(text)
    .map(({ range, message }) => `${range.start.line + 1}: ${message}`);

  const stages = bases.map(from => from.getBuildStage());
  for (const from of bases) {
    const image = (from.getImage() ?? '').replace(
      /^\$\{(\w+)\}$/,
      (_, name) => args.get(name) ?? '',
    );
    if (!stages.includes(image) && !/@sha256:[0-9a-f]{64}$/.test(image)) {
      faults.push(`${at(from)}: ${image} is not pinned by a digest`);
    }
  }
  const last = instructions.slice(instructions.indexOf(bases.at(-1)));
  const find = keyword => last.findLast(each => each.getKeyword() === keyword);
  const user = find('USER');
  if (!user || /^(0|root)\b/.test(user.getArgumentsContent() ?? '')) {
    faults.push(`${at(user ?? bases.at(-1))}: the image runs as root`);
  }
  if (!find('HEALTHCHECK')) {
    faults.push(`${at(bases.at(-1))}: the image has no HEALTHCHECK`);
  }
  return faults;
}

const faults = faultsOf(readFileSync(path.join(root, 'Dockerfile'), 'utf8'));
faults.forEach(fault => console.log(`Dockerfile:${fault}`));
process.exit(faults.length ? 1 : 0);
