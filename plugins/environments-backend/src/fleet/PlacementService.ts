import { NotFoundError } from '@backstage/errors';
import { parseGovernance } from '@plinth/blueprints/schema';
import type { Governance } from '@plinth/blueprints/schema';
import type { PlacementList } from '@plinth/plugin-environments-common';
import { parse } from 'yaml';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';

const FILE = 'governance/phase.yaml';
/** A form may ask several times while it is filled in; a merged governance file shows after this at the latest. */
const CACHE_MS = 15_000;

/** Where units may be placed, from the governance files on the deployed branches. Fails when one can not be read. */
export class PlacementService {
  readonly #repositories: readonly RepositoryConfig[];
  readonly #readFile: (
    repository: RepositoryConfig,
    path: string,
  ) => Promise<string | undefined>;
  readonly #now: () => Date;
  readonly #cached = new Map<string, { until: number; phase: Governance }>();

  constructor(options: {
    repositories: readonly RepositoryConfig[];
    readFile: (
      repository: RepositoryConfig,
      path: string,
    ) => Promise<string | undefined>;
    now: () => Date;
  }) {
    this.#repositories = options.repositories;
    this.#readFile = options.readFile;
    this.#now = options.now;
  }

  /** Accounts of all configured repositories; an account of several has what any of them authorizes. */
  async list(): Promise<PlacementList> {
    const phases = await Promise.all(
      this.#repositories.map(r => this.#phase(r)),
    );
    const items = new Map<string, PlacementList['items'][number]>();
    for (const phase of phases) {
      for (const account of phase.authorizes.accounts) {
        const before = items.get(account.id);
        items.set(account.id, {
          account: account.id,
          name: account.name,
          regions: [
            ...new Set([...(before?.regions ?? []), ...account.regions]),
          ],
          stages: [...new Set([...(before?.stages ?? []), ...account.stages])],
        });
      }
    }
    return {
      phase: [...new Set(phases.map(p => p.phase))].join(', '),
      items: [...items.values()],
    };
  }

  /** Only results are cached, never errors. */
  async #phase(repository: RepositoryConfig): Promise<Governance> {
    const cached = this.#cached.get(repository.id);
    const now = this.#now().getTime();
    if (cached && cached.until > now) {
      return cached.phase;
    }
    const text = await this.#readFile(repository, FILE);
    if (text === undefined) {
      throw new NotFoundError(
        `${FILE} does not exist on ${repository.branch} of ${repository.url}: nothing is authorized`,
      );
    }
    const phase = parseGovernance(parse(text));
    this.#cached.set(repository.id, { until: now + CACHE_MS, phase });
    return phase;
  }
}
