import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  CompilerState,
  Extractor,
  ExtractorConfig,
} from '@microsoft/api-extractor';
import { publishedPackages } from './packages.mjs';
import { filesBelow } from './setup.mjs';
import { root } from './toolchain.mjs';

/*
 * What each entry point of each published package promises to whoever imports it, as `report*.api.md` beside its sources. It is read
 * from the declarations that `tsc` leaves in `dist-types`.
 */

/** The file of declarations that TypeScript makes of a source. */
const declarationsOf = source => source.replace(/(?<!\.d)\.tsx?$/, '.d.ts');

const declared = folder =>
  path.join(root, 'dist-types', path.relative(root, folder));

/** A command: whoever runs it imports nothing of it. */
const isCommand = source => /\/cli\.ts$/.test(source);

/** The entry points of a package: the file of its declarations, and the name of its report. */
function entriesOf({ folder, manifest }) {
  return Object.entries(manifest.exports ?? { '.': manifest.main })
    .filter(
      ([mount, source]) => mount !== './package.json' && !isCommand(source),
    )
    .map(([mount, source]) => ({
      file: path.join(declared(folder), declarationsOf(source)),
      report:
        mount === '.'
          ? 'report'
          : `report-${mount.slice(2).replaceAll('/', '-')}`,
    }));
}

/** Each value of a manifest's `exports` and `typesVersions` that is a source, as its declarations. */
function withDeclarations(value) {
  if (typeof value === 'string') {
    return declarationsOf(value);
  }
  if (Array.isArray(value)) {
    return value.map(withDeclarations);
  }
  return (
    value &&
    Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, withDeclarations(each)]),
    )
  );
}

/**
 * Lets the declarations of a package be found under its name by those of the others: a package's types are those of its own
 * report, and no part of another's.
 */
function place({ name, folder, manifest }) {
  const target = declared(folder);
  writeFileSync(
    path.join(target, 'package.json'),
    JSON.stringify({
      ...manifest,
      main: undefined,
      types: declarationsOf(manifest.main),
      exports: withDeclarations(manifest.exports),
      typesVersions: withDeclarations(manifest.typesVersions),
    }),
  );
  link(target, path.join(root, 'dist-types/node_modules', name));
  // What is installed for it alone.
  const own = path.join(folder, 'node_modules');
  if (existsSync(own)) {
    link(own, path.join(target, 'node_modules'));
  }
}

function link(target, file) {
  rmSync(file, { force: true });
  mkdirSync(path.dirname(file), { recursive: true });
  symlinkSync(target, file);
}

/** The names that a file of declarations, or a report, exports. */
const exportedNames = text =>
  [
    ...text.matchAll(
      /^export (?:declare )?(?:abstract )?(?:class|interface|type|const|function|enum) (\w+)|^export \{ (?:\w+ as )?(\w+) \}/gm,
    ),
  ].map(([, declaration, again]) => declaration ?? again);

/**
 * The symbols that reports of a package name and nobody can import: a module exports them, and no entry point does. What no module
 * exports is the shape of something else, and needs no name.
 */
function missingExports({ folder }, forgotten) {
  const importable = new Set(
    readdirSync(folder)
      .filter(name => name.endsWith('.api.md'))
      .flatMap(name =>
        exportedNames(readFileSync(path.join(folder, name), 'utf8')),
      ),
  );
  const shared = new Set(
    filesBelow(declared(folder), name => name.endsWith('.d.ts')).flatMap(file =>
      exportedNames(readFileSync(file, 'utf8')),
    ),
  );
  return forgotten.filter(
    ({ symbol }) => shared.has(symbol) && !importable.has(symbol),
  );
}

const silent = { logLevel: 'none' };

/** How an entry point is read. */
function configurationOf({ folder }, { file, report }, temporary) {
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: file,
      newlineKind: 'lf',
      compiler: { tsconfigFilePath: path.join(temporary, 'tsconfig.json') },
      apiReport: {
        enabled: true,
        reportFileName: report,
        reportFolder: folder,
        reportTempFolder: path.join(temporary, path.basename(folder)),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: 'error' } },
        extractorMessageReporting: {
          default: { logLevel: 'error' },
          // Before 1.0.0 all that is exported is public.
          'ae-missing-release-tag': silent,
          // The report says `(undocumented)`.
          'ae-undocumented': silent,
          'ae-unresolved-link': silent,
        },
        tsdocMessageReporting: { default: silent },
      },
    },
    packageJsonFullPath: path.join(folder, 'package.json'),
  });
}

/**
 * Whether two reports have the same words. The compiler orders members of a type by what it happened to read first, which depends
 * on what changed since it ran last.
 */
function saysTheSame(kept, made) {
  const words = file =>
    readFileSync(file, 'utf8')
      .split(/[^\w$]+/)
      .sort()
      .join(' ');
  return existsSync(kept) && words(kept) === words(made);
}

/**
 * Reads every entry point, and compares its report with the one that is kept, or writes it anew.
 *
 * @param renew - writes the reports
 * @returns what is wrong: reports that are not as they should be, and types that a report names but nobody can import
 */
export function readApi({ renew }) {
  const packages = publishedPackages();
  packages.forEach(place);
  const temporary = mkdtempSync(path.join(os.tmpdir(), 'plinth-api-'));
  try {
    const all = packages.flatMap(each =>
      entriesOf(each).map(entry => ({ each, entry })),
    );
    writeFileSync(
      path.join(temporary, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          target: 'es2022',
          module: 'esnext',
          moduleResolution: 'bundler',
          lib: ['es2023', 'dom', 'dom.iterable', 'esnext.disposable'],
          jsx: 'react-jsx',
          strict: true,
          skipLibCheck: true,
          noEmit: true,
          types: [],
          typeRoots: [],
        },
        files: all.map(({ entry }) => entry.file),
      }),
    );
    const problems = [];
    const forgotten = new Map(packages.map(each => [each, []]));
    let compilerState;
    for (const { each, entry } of all) {
      const name = path.relative(
        root,
        path.join(each.folder, `${entry.report}.api.md`),
      );
      const extractorConfig = configurationOf(each, entry, temporary);
      compilerState ??= CompilerState.create(extractorConfig, {
        additionalEntryPoints: all.map(other => other.entry.file),
      });
      Extractor.invoke(extractorConfig, {
        compilerState,
        messageCallback: message => {
          message.handled = true;
          if (message.messageId === 'ae-forgotten-export') {
            const [, symbol] = message.text.match(/"(\w+?)(_\d+)?"/);
            forgotten.get(each).push({ name, symbol });
          } else if (
            message.logLevel === 'error' &&
            message.category !== 'console'
          ) {
            problems.push(`${name}: ${message.text}`);
          }
        },
      });
      const { reportFilePath, reportTempFilePath } = extractorConfig;
      if (!saysTheSame(reportFilePath, reportTempFilePath)) {
        if (renew) {
          copyFileSync(reportTempFilePath, reportFilePath);
        } else {
          problems.push(`${name} is not what the package exports`);
        }
      }
    }
    for (const [each, symbols] of forgotten) {
      for (const { name, symbol } of missingExports(each, symbols)) {
        problems.push(
          `${name} names ${symbol}, which no entry point of the package exports`,
        );
      }
    }
    return problems;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
