import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ExpressionFunction, toText } from '../expressions';

/** `hashFiles()` over the files of a workspace: one hash of all that match, or nothing when none does. */
export function hashFilesFunction(workspace: string): ExpressionFunction {
  return {
    least: 1,
    most: 255,
    call: (...patterns) => {
      const files = patterns
        .flatMap(pattern =>
          globSync(toText(pattern), {
            cwd: workspace,
            exclude: name => name === 'node_modules' || name === '.git',
          }),
        )
        .filter(file => statSync(join(workspace, file)).isFile());
      if (files.length === 0) {
        return '';
      }
      const whole = createHash('sha256');
      for (const file of [...new Set(files)].sort()) {
        whole.update(
          createHash('sha256')
            .update(readFileSync(join(workspace, file)))
            .digest(),
        );
      }
      return whole.digest('hex');
    },
  };
}
