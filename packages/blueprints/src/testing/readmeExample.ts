import { readFileSync } from 'node:fs';
import path from 'node:path';
import { compileFunction } from 'node:vm';
import { Template } from 'aws-cdk-lib/assertions';
import { Stack } from 'aws-cdk-lib/core';
// eslint-disable-next-line @backstage/no-undeclared-imports -- the root's compiler, with which every package is checked
import ts from 'typescript';
import type { BlueprintStackClass } from '../blueprintStacks';
import type { Unit } from '../schema';
import { type SynthesizeOptions, synthesizeUnit } from '../synthesizeUnit';
import { sampleUnit } from './synthesized';

/** The only example in TypeScript of a folder's README. */
function readmeExample(folder: string): string {
  const readme = readFileSync(path.join(folder, 'README.md'), 'utf8');
  const [first, ...others] = readme.matchAll(/^```ts\n(.*?)^```$/gms);
  if (!first || others.length > 0) {
    throw new Error(`${folder}/README.md must have one example in TypeScript`);
  }
  return first[1];
}

/** What the compiler says against the examples of the folders, which it reads as if each were a file there. */
export function compilerFindings(folders: readonly string[]): string[] {
  const examples = new Map(
    folders.map(folder => [
      path.join(folder, 'README.example.ts'),
      readmeExample(folder),
    ]),
  );
  const config = ts.findConfigFile(folders[0], ts.sys.fileExists);
  if (!config) {
    throw new Error(`no tsconfig.json above ${folders[0]}`);
  }
  const { options } = ts.parseJsonConfigFileContent(
    { ...ts.readConfigFile(config, ts.sys.readFile).config, include: [] },
    ts.sys,
    path.dirname(config),
    { noEmit: true, incremental: false },
  );
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = file => examples.has(file) || fileExists(file);
  host.getSourceFile = (file, language, ...rest) => {
    const text = examples.get(file);
    return text === undefined
      ? getSourceFile(file, language, ...rest)
      : ts.createSourceFile(file, text, language);
  };
  const program = ts.createProgram([...examples.keys()], options, host);
  return [...examples.keys()].flatMap(file =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(
        ({ messageText }) =>
          `${path.basename(path.dirname(file))}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
      ),
  );
}

const application = () =>
  sampleUnit('application', 'dev', { version: '1.1.0', size: 'service' });

/** A unit of the class that an example's function is given, or its class extends. */
const GIVEN: Readonly<Record<string, () => Unit>> = {
  ApplicationEnvironment: application,
  BlueprintStack: application,
  PlatformServices: () => sampleUnit('platform-services', 'shared'),
  SingleHost: () => sampleUnit('single-host', 'dev'),
};

/**
 * Runs the example of a folder and returns how many resources it adds: to the blueprint that its function is given or its class
 * extends, or to the stack that it makes itself.
 */
export function runExample(folder: string): number {
  const source = readmeExample(folder);
  const { exported, stack } = load(source);
  if (stack) {
    return countResources([Template.fromStack(stack).toJSON()]);
  }
  const name =
    /^export function \w+\(\s*\w+: (\w+)/m.exec(source)?.[1] ??
    /^export .*class \w+ extends (\w+)/m.exec(source)?.[1];
  const given = GIVEN[String(name)];
  if (!given) {
    throw new Error(`${folder}: no sample of ${name}`);
  }
  const unit = given();
  const [made] = Object.values(exported);
  const options: SynthesizeOptions = isStackClass(made)
    ? { stackClass: made }
    : { prepare: (_, unitStack) => made(unitStack) };
  const added = synthesizeUnit(unit, options);
  // A class of BlueprintStack itself begins with nothing.
  const before = name === 'BlueprintStack' ? [] : synthesizeUnit(unit);
  return (
    countResources(added.map(({ template }) => template)) -
    countResources(before.map(({ template }) => template))
  );
}

type Made = ((stack: Stack) => unknown) & { readonly prototype: unknown };

function isStackClass(made: Made): made is Made & BlueprintStackClass {
  return made.prototype instanceof Stack;
}

/** Compiles and runs the text as a module; a script's own `stack` comes back too. */
function load(source: string): {
  exported: Record<string, Made>;
  stack?: Stack;
} {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
    },
  });
  const run = compileFunction(
    `${outputText}\nreturn typeof stack === 'undefined' ? undefined : stack;`,
    ['exports', 'require'],
  );
  const exported: Record<string, Made> = {};
  return { stack: run(exported, require), exported };
}

function countResources(
  templates: ReadonlyArray<{ Resources?: object }>,
): number {
  return templates
    .map(({ Resources }) => Object.keys(Resources ?? {}).length)
    .reduce((sum, count) => sum + count, 0);
}
