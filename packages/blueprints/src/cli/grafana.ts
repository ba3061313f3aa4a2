import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { grafanaDashboards } from '../grafana/grafanaDashboards';
import { BlueprintRegistry, validateUnit } from '../schema';

/**
 * Writes the Grafana dashboards of units, one JSON file for each area: `<unit>-<area>.json`.
 *
 * Usage: `npm run blueprints:grafana -- DIR UNIT.json ...`. The directory is made if it is missing; files of the same name are
 * replaced.
 */
function main(args: readonly string[]): void {
  const [directory, ...files] = args;
  if (!directory || files.length === 0) {
    throw new Error('Usage: npm run blueprints:grafana -- DIR UNIT.json ...');
  }
  const base = process.env.INIT_CWD ?? process.cwd();
  const target = resolve(base, directory);
  mkdirSync(target, { recursive: true });
  const blueprints = new BlueprintRegistry();
  let count = 0;
  for (const file of files) {
    const json: unknown = JSON.parse(readFileSync(resolve(base, file), 'utf8'));
    const unit = validateUnit(json, blueprints);
    for (const { area, dashboard } of grafanaDashboards(unit, blueprints)) {
      writeFileSync(
        join(target, `${unit.name}-${area}.json`),
        `${JSON.stringify(dashboard, null, 2)}\n`,
      );
      count += 1;
    }
  }
  process.stdout.write(`${count} dashboards in ${target}\n`);
}

main(process.argv.slice(2));
