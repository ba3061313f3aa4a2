import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  type BlueprintRegistry,
  unitPath,
  validateUnit,
} from '@plinth/blueprints/schema';
import type { RepositoryChooser } from '../repository/RepositoryChooser';
import { unitFiles } from '@plinth/repository';
import { previewOfInput, repositoryInput, unitData } from './unitRequestInput';

/** The action `environments:unit:write`: writes a new unit's files into the task's workspace, and nowhere else. */
export function createWriteUnitAction(options: {
  chooser: RepositoryChooser;
  blueprints: BlueprintRegistry;
}) {
  const { blueprints, chooser } = options;
  return createTemplateAction({
    id: 'environments:unit:write',
    description:
      "Writes a unit's data, its CDK stack and its catalog entity into the workspace",
    supportsDryRun: true,
    schema: {
      input: {
        ...repositoryInput,
        unit: unitData,
        system: t => t.string().optional().describe("The unit's system"),
        ...previewOfInput,
      },
      output: {
        path: t => t.string().describe("The unit's folder"),
        files: t => t.array(t.string()).describe('Paths of the files'),
      },
    },
    async handler(ctx) {
      const { repoUrl, system, previewOf } = ctx.input;
      const unit = validateUnit(ctx.input.unit, blueprints);
      const repository = await chooser.choose(unit, repoUrl, ctx.logger);
      const files = unitFiles(
        unit,
        { repository: repository.fullName, system, previewOf },
        blueprints,
      );
      for (const { path, content } of files) {
        const target = resolveSafeChildPath(ctx.workspacePath, path);
        await mkdir(dirname(target), { recursive: true });
        await writeFile(target, content);
      }
      ctx.output('path', unitPath(unit));
      ctx.output(
        'files',
        files.map(({ path }) => path),
      );
      ctx.logger.info(`Wrote ${files.map(({ path }) => path).join(', ')}`);
    },
  });
}
