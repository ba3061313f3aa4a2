/** The files of the repository at one commit, wherever they are read from: a local Git checkout or a Git host. */
export interface RepositoryFiles {
  /** Paths, from the repository's root, of all files below a folder; empty if there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  /** The text of a file; undefined if there is none. */
  read(path: string): Promise<string | undefined>;
  /** Has files at hand that are read next; @default - each is fetched when it is read */
  prefetch?(paths: readonly string[]): Promise<void>;
}
