/** A file that a commit or a pull request changes. */
export interface ChangedFile {
  filename: string;
  previous_filename?: string;
}

/** Where the files lie, or lay before they were moved. */
export function pathsOf(files: readonly ChangedFile[]): string[] {
  return files.flatMap(file => [
    file.filename,
    ...(file.previous_filename ? [file.previous_filename] : []),
  ]);
}
