const UNIT_FILE = /^((?:environments|tenants)\/[^/]+)\//;

/** Folders of the units that the files lie in: `environments/claims-dev/stack.ts` lies in `environments/claims-dev`. */
export function unitsOfFiles(files: string[]): string[] {
  return [
    ...new Set(files.flatMap(file => UNIT_FILE.exec(file)?.[1] ?? [])),
  ].sort();
}
