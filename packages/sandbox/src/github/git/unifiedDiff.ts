import type { FileDiff } from './diff';

/** The files as one text that `patch` and `git apply` read. */
export function unifiedDiff(files: readonly FileDiff[]): string {
  return files
    .map(file => {
      const before = file.previousPath ?? file.path;
      return [
        `diff --git a/${before} b/${file.path}`,
        ...(file.status === 'added' ? ['new file mode 100644'] : []),
        ...(file.status === 'removed' ? ['deleted file mode 100644'] : []),
        ...(file.previousPath
          ? [`rename from ${before}`, `rename to ${file.path}`]
          : []),
        ...hunkLines(file, before),
        '',
      ].join('\n');
    })
    .join('');
}

function hunkLines(file: FileDiff, before: string): string[] {
  if (file.patch === undefined) {
    return file.binary
      ? [`Binary files a/${before} and b/${file.path} differ`]
      : [];
  }
  return [
    `--- ${file.status === 'added' ? '/dev/null' : `a/${before}`}`,
    `+++ ${file.status === 'removed' ? '/dev/null' : `b/${file.path}`}`,
    file.patch,
  ];
}
