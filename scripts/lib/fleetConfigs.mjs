import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from './toolchain.mjs';

const teamDocument = name => `apiVersion: backstage.io/v1alpha1
kind: Group
metadata:
  name: ${name}
  title: ${name[0].toUpperCase()}${name.slice(1)}
  description: Owns units of the generated fleet
spec:
  type: team
  parent: acme
  children: []
`;

/**
 * The configuration with which a portal shows the generated fleet of a sandbox: its accounts, its repository and its teams beside
 * those of the demo, since a list of a later file replaces the earlier one. Empty where the data folder has no fleet.
 */
export function fleetConfigs(dataDir) {
  const made = path.join(dataDir, 'sandbox/fleet.json');
  if (!existsSync(made)) {
    return [];
  }
  // Installed by the time the portal starts, and not when this file is loaded.
  const { parse } = createRequire(import.meta.url)('yaml');
  const fleet = JSON.parse(readFileSync(made, 'utf8'));
  const demo = parse(
    readFileSync(path.join(root, 'app-config.sandbox.yaml'), 'utf8'),
  );
  const teams = path.join(dataDir, 'fleet-teams.yaml');
  writeFileSync(teams, fleet.teams.map(teamDocument).join('---\n'));
  const [own] = demo.environments.repositories;
  const config = {
    aws: {
      accounts: [
        ...demo.aws.accounts,
        ...fleet.accounts.map(({ id }) => ({
          accountId: id,
          accessKeyId: `AKIA${id}READ`,
          secretAccessKey: 'sandbox',
        })),
      ],
    },
    environments: {
      repositories: [
        own,
        {
          ...own,
          url: own.url.replace(/[^/]+\/[^/]+$/, fleet.repository),
        },
      ],
      accounts: [
        ...demo.environments.accounts,
        ...fleet.accounts.map(({ id, name, regions }) => ({
          id,
          name,
          regions,
        })),
      ],
      // Some fifty accounts and regions in one process: as often as the demo's would keep it busy for nobody.
      schedule: {
        sweep: { frequency: { seconds: 60 }, timeout: { minutes: 5 } },
        trail: { frequency: { minutes: 2 }, timeout: { minutes: 5 } },
        costs: { frequency: { minutes: 10 }, timeout: { minutes: 10 } },
      },
    },
    catalog: {
      locations: [
        ...demo.catalog.locations.map(location => ({
          ...location,
          target: path.resolve(root, 'packages/backend', location.target),
        })),
        { type: 'file', target: teams, rules: [{ allow: ['Group'] }] },
      ],
    },
  };
  const file = path.join(dataDir, 'app-config.fleet.json');
  writeFileSync(file, JSON.stringify(config, null, 2));
  return [file];
}
