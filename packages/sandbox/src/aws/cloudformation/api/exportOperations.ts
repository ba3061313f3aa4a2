import type { Operations } from '../../service/AwsService';
import { validationError } from '../validationError';
import type { ApiContext } from './cloudFormationService';

/** Looks at what stacks export, and who imports it. */
export function exportOperations(context: ApiContext): Operations {
  const { cloudFormation: engine, pageSize } = context;
  return {
    ListExports: (call, input) => {
      const exports = engine.stacks(call).flatMap(stack =>
        stack.outputs
          .filter(output => output.exportName !== undefined)
          .map(output => ({
            ExportingStackId: stack.id,
            Name: output.exportName,
            Value: output.value,
          })),
      );
      const { items, nextToken } = input.page(exports, { default: pageSize });
      return { Exports: items, NextToken: nextToken };
    },
    ListImports: (call, input) => {
      const name = input.text('ExportName');
      const importers = engine
        .stacks(call)
        .filter(stack => stack.imports.includes(name))
        .map(stack => stack.name);
      if (importers.length === 0) {
        throw validationError(`Export '${name}' is not imported by any stack.`);
      }
      const { items, nextToken } = input.page(importers, { default: pageSize });
      return { Imports: items, NextToken: nextToken };
    },
  };
}
