import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../lib/toolchain.mjs';
import { must, work } from './commands.mjs';

/** Where projects of measurements find a package of ours as a user would: compiled, in a node_modules above them. */
export const published = name => path.join(work, 'node_modules/@plinth', name);

/** Compiles what an infrastructure repository installs: JavaScript and declarations. */
export async function publishPackages() {
  await compile('blueprints', {
    include: '**/*.ts',
    exports: { '.': 'index', './schema': 'schema/index' },
  });
  await compile('delivery', {
    include: 'index.ts',
    exports: { '.': 'index' },
    paths: {
      '@plinth/blueprints': [published('blueprints')],
      '@plinth/blueprints/*': [`${published('blueprints')}/*`],
    },
  });
}

async function compile(name, { include, exports, paths }) {
  const folder = published(name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const source = path.join(root, 'packages', name, 'src');
  const config = path.join(work, `tsconfig.${name}.json`);
  writeFileSync(
    config,
    JSON.stringify({
      extends: path.join(root, 'tsconfig.json'),
      include: [path.join(source, include)],
      exclude: [path.join(source, '**/*.test.ts')],
      compilerOptions: {
        rootDir: source,
        outDir: folder,
        paths,
        module: 'CommonJS',
        moduleResolution: 'Node10',
        esModuleInterop: true,
        declaration: true,
        emitDeclarationOnly: false,
        noEmit: false,
        allowImportingTsExtensions: false,
        incremental: false,
        sourceMap: false,
        skipLibCheck: true,
      },
    }),
  );
  await must('tsc', ['-p', config]);
  const entry = file => ({ types: `./${file}.d.ts`, default: `./${file}.js` });
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({
      name: `@plinth/${name}`,
      exports: Object.fromEntries(
        Object.entries(exports).map(([key, file]) => [key, entry(file)]),
      ),
    }),
  );
}
