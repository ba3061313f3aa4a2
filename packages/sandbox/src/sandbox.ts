import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { startAws, type AwsSandbox } from './aws';
import { carryPackages } from './carryPackages';
import { SandboxClock } from './clock';
import {
  demonstrate,
  followWaiting,
  HistoricReports,
  REPOSITORY,
  seedDemo,
} from './demo';
import { DocumentStore } from './documents';
import { describeFleet, FLEET_REPOSITORY, type Fleet } from './fleet';
import { startGitHub, type GitHubSandbox } from './github';
import { IdentityProvider } from './identity';
import { startRunner, type RunnerSandbox } from './runner';

/** A running sandbox. */
export interface Sandbox {
  readonly clock: SandboxClock;
  readonly github: GitHubSandbox;
  readonly aws: AwsSandbox;
  readonly runner: RunnerSandbox;
  /** Stops all of it; what it knows stays in the data folder. */
  close(): Promise<void>;
}

/** How a sandbox is started. */
export interface SandboxOptions {
  /**
   * Where it keeps what it knows. Workflow runs work below it and find their dependencies in the folders above, so
   * it has to lie in a checkout whose dependencies are installed.
   */
  readonly dataDir: string;
  /** 0 takes a free one. */
  readonly githubPort: number;
  /** 0 takes a free one. */
  readonly awsPort: number;
  /** Where webhooks and deployment reports go. */
  readonly portalUrl: string;
  /**
   * What is there at the first start.
   *
   * @default demo
   */
  readonly seed?: 'demo' | 'empty';
  /**
   * Units of a generated fleet beside the demo, from 1 to 20,000; later starts in the same folder need not say it again.
   *
   * @default - those that the folder was made with, at first none
   */
  readonly fleet?: number;
  /** Told what is being done, for a person who waits. */
  readonly onProgress?: (message: string) => void;
}

/** Shape of what the data folder holds; it rises when what is stored could no longer be read. */
const FORMAT = 3;

/** What the data folder was made for; a start with other settings could not work on it. */
interface Seeded {
  format?: number;
  seed: 'demo' | 'empty';
  github: string;
  /** Units of the generated fleet. */
  fleet?: number;
}

/** What was made of a generated fleet, for whoever configures a portal to show it. */
interface GeneratedFleet extends Pick<Fleet, 'accounts' | 'teams'> {
  /** `owner/name` of its repository. */
  repository: string;
}

/** The file with the {@link GeneratedFleet} in the data folder, where there is one. */
const FLEET_FILE = 'fleet.json';
const FLEET_SEED = 'plinth';
/** After so long an account of the fleet answers no more: what the portal has read of it until then grows old. */
const FALL_MS = 5 * 60_000;

/** Empties a data folder whose first start was cut off; answers what a complete one was made for, or throws if it is of another version. */
function openDataDir(dataDir: string): Seeded | undefined {
  const marker = path.join(dataDir, 'seeded.json');
  if (existsSync(marker)) {
    const seeded: Seeded = JSON.parse(readFileSync(marker, 'utf8'));
    if (seeded.format !== FORMAT) {
      throw new Error(
        `The data in ${dataDir} was made by another version of the sandbox. Empty it with \`npm start -- --reset\`.`,
      );
    }
    return seeded;
  }
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true });
  return undefined;
}

/**
 * Starts GitHub, AWS and the workflow runner in this process, on loopback. The first start in a data folder lays
 * down the seed.
 *
 * @throws Error when the data folder was made with another GitHub address, which its OIDC trust names, with another fleet, or by
 * another version of the sandbox
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { dataDir, portalUrl, seed = 'demo', onProgress = () => {} } = options;
  const seeded = openDataDir(dataDir);
  if (seeded && options.fleet && seeded.fleet !== options.fleet) {
    throw new Error(
      `The data in ${dataDir} has ${seeded.fleet ? `a fleet of ${seeded.fleet} units` : 'no fleet'}. ` +
        `Make it anew with \`npm start -- --reset --fleet ${options.fleet}\`.`,
    );
  }
  const clock = new SandboxClock();
  const documents = DocumentStore.open(path.join(dataDir, 'sandbox.sqlite'));
  const parts = { clock, documents, dataDir };
  const github = await startGitHub({ ...parts, port: options.githubPort });
  if (seeded && seeded.github !== github.url) {
    await github.close();
    documents.close();
    throw new Error(
      `The data in ${dataDir} was made with GitHub at ${seeded.github}, not ${github.url}. ` +
        'Start it with that port again, or empty it with `npm start -- --reset`.',
    );
  }
  const aws = await startAws({ ...parts, port: options.awsPort });
  const reports = new HistoricReports({ documents, github, portalUrl });
  if (!seeded) {
    if (seed === 'demo') {
      const fleet = options.fleet
        ? describeFleet({
            seed: FLEET_SEED,
            units: options.fleet,
            until: Date.now(),
          })
        : undefined;
      await seedDemo({
        clock,
        github,
        aws,
        portalUrl,
        reports,
        dataDir,
        fleet,
        onProgress,
      });
      if (fleet) {
        const { accounts, teams } = fleet;
        const made: GeneratedFleet = {
          accounts,
          teams,
          repository: FLEET_REPOSITORY,
        };
        writeFileSync(path.join(dataDir, FLEET_FILE), JSON.stringify(made));
      }
    }
    const record: Seeded = {
      format: FORMAT,
      seed,
      github: github.url,
      fleet: options.fleet,
    };
    writeFileSync(
      path.join(dataDir, 'seeded.json'),
      JSON.stringify(record, null, 2),
    );
  }
  if (seed === 'demo') {
    demonstrate({ github, portalUrl });
    followWaiting({ github, aws, clock, reports });
    reports.send();
    github.serve(
      await IdentityProvider.create({ site: github.url, portalUrl, documents }),
    );
  }
  const fall = setTimeout(
    () => accountsThatFall(dataDir).forEach(id => aws.accounts.deny(id)),
    FALL_MS,
  ).unref();
  await carryPackages(dataDir);
  const runner = await startRunner({
    parts,
    github,
    aws,
    portalUrl,
    repositories: seed === 'demo' ? [REPOSITORY] : [],
  });
  return {
    clock,
    github,
    aws,
    runner,
    async close() {
      clearTimeout(fall);
      await reports.close();
      await runner.close();
      await github.close();
      await aws.close();
      documents.close();
    },
  };
}

function accountsThatFall(dataDir: string): string[] {
  const file = path.join(dataDir, FLEET_FILE);
  if (!existsSync(file)) {
    return [];
  }
  const { accounts }: GeneratedFleet = JSON.parse(readFileSync(file, 'utf8'));
  return accounts.filter(({ falls }) => falls).map(({ id }) => id);
}
