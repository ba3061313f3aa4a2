import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sampleUnits } from '../samples';
import { synthesizeUnit } from '../synthesizeUnit';

/**
 * Writes every blueprint at every stage and size as CloudFormation templates, one JSON file for each stack.
 *
 * Usage: `npm run blueprints:synth -- DIR`. The directory is made if it is missing; files of the same name are replaced.
 */
function main(args: readonly string[]): void {
  const [directory, ...rest] = args;
  if (!directory || rest.length > 0) {
    throw new Error('Usage: npm run blueprints:synth -- DIR');
  }
  const target = resolve(process.env.INIT_CWD ?? process.cwd(), directory);
  mkdirSync(target, { recursive: true });
  let count = 0;
  for (const { id, unit } of sampleUnits()) {
    for (const stack of synthesizeUnit(unit, { validation: true })) {
      const companion = stack.stackName.slice(unit.name.length);
      const file = join(target, `${id}${companion}.template.json`);
      writeFileSync(file, `${JSON.stringify(stack.template, null, 2)}\n`);
      count += 1;
    }
  }
  process.stdout.write(`${count} templates in ${target}\n`);
}

main(process.argv.slice(2));
