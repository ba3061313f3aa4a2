import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GitHubError } from '../GitHubError';
import type { Store } from '../store/Store';
import type { Artifact, ArtifactStore } from '../actionsModel';
import type { Runs } from './Runs';

/** Largest zip that is kept, in bytes; GitHub bounds what an account stores instead. */
const LARGEST = 500 * 1024 * 1024;

/** Days for which artifacts of private repositories are kept at most, and by default; as published. */
const LONGEST_RETENTION = 400;
const DEFAULT_RETENTION = 90;

const DAY = 86_400_000;

/** The characters that GitHub takes in no name of an artifact. */
const REFUSED = /["<>|*?\r\n\\/:]/;

/** The artifacts of runs: a document and a file each. */
export class Artifacts implements ArtifactStore {
  readonly #store: Store;
  readonly #runs: Runs;
  readonly #folder: string;

  constructor(store: Store, runs: Runs) {
    this.#store = store;
    this.#runs = runs;
    this.#folder = store.folder('github', 'artifacts');
  }

  create(
    runId: number,
    options: { name: string; zip: Buffer; retentionDays: number },
  ): Artifact {
    const { name, zip } = options;
    const run = this.#runs.require(runId);
    const days = options.retentionDays || DEFAULT_RETENTION;
    if (name.trim() === '' || REFUSED.test(name)) {
      throw new GitHubError(422, `The artifact name is not valid: ${name}`);
    }
    if (!Number.isInteger(days) || days < 0 || days > LONGEST_RETENTION) {
      throw new GitHubError(
        422,
        `An artifact is kept for 1 to ${LONGEST_RETENTION} days, not ${options.retentionDays}`,
      );
    }
    if (zip.length > LARGEST) {
      throw new GitHubError(
        413,
        `The artifact ${name} has ${zip.length} bytes; at most ${LARGEST} are kept`,
      );
    }
    const taken = this.ofRun(runId).some(
      each => each.name === name && each.runAttempt === run.runAttempt,
    );
    if (taken) {
      throw new GitHubError(
        409,
        `An artifact with the name "${name}" already exists in this run`,
      );
    }
    const artifact: Artifact = {
      id: this.#store.nextId(),
      repo: run.repo,
      runId,
      runAttempt: run.runAttempt,
      name,
      size: zip.length,
      digest: `sha256:${createHash('sha256').update(zip).digest('hex')}`,
      createdAt: this.#store.now(),
      expiresAt: new Date(this.#store.clock.millis() + days * DAY)
        .toISOString()
        .replace(/\.\d{3}Z$/, 'Z'),
    };
    writeFileSync(this.#file(artifact), zip);
    this.#store.artifacts.put(String(artifact.id), artifact);
    return artifact;
  }

  ofRun(runId: number): Artifact[] {
    return this.#list(each => each.runId === runId);
  }

  /** Those of a repository, newest first. */
  ofRepository(repo: string): Artifact[] {
    return this.#list(each => each.repo === repo);
  }

  /** The artifact of the repository, or 404. */
  require(id: number, repo: string): Artifact {
    const artifact = this.#store.artifacts.get(String(id));
    if (artifact?.repo !== repo) {
      throw GitHubError.notFound();
    }
    return artifact;
  }

  hasExpired(artifact: Artifact): boolean {
    return artifact.expiresAt <= this.#store.now();
  }

  read(artifact: Artifact): Buffer {
    if (this.hasExpired(artifact)) {
      throw new GitHubError(410, 'Artifact has expired');
    }
    return readFileSync(this.#file(artifact));
  }

  remove(artifact: Artifact): void {
    this.#store.artifacts.delete(String(artifact.id));
    rmSync(this.#file(artifact), { force: true });
  }

  #list(wanted: (artifact: Artifact) => boolean): Artifact[] {
    return this.#store.artifacts.values().filter(wanted).reverse();
  }

  #file({ id }: Artifact): string {
    return join(this.#folder, `${id}.zip`);
  }
}
