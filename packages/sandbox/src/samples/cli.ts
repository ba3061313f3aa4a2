import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startAws } from '../aws';
import { SandboxClock } from '../clock';
import { DocumentStore } from '../documents';
import { isTemplate, trySample, type SampleResult } from './trySample';

const KINDS: Array<[SampleResult['outcome'], string]> = [
  ['evaluated', 'became a stack'],
  ['lacking', 'need what the sandbox does not imitate, and says so'],
  [
    'refused',
    'were refused in AWS’s words: the template has a fault, or the sandbox has',
  ],
  ['unguessed', 'have a parameter for which no value was found'],
  ['broken', 'broke the sandbox, which is always its fault'],
];

/**
 * Tries every template below a folder, such as a copy of AWS's published samples, in the sandbox, and lists what became of each.
 *
 * Usage: `npm run sandbox:samples -- FOLDER`. Ends with 1 where a template broke the sandbox.
 */
async function main(args: readonly string[]): Promise<void> {
  const [given, ...rest] = args;
  if (!given || rest.length > 0) {
    throw new Error('Usage: npm run sandbox:samples -- FOLDER');
  }
  const folder = path.resolve(process.env.INIT_CWD ?? process.cwd(), given);
  const dataDir = mkdtempSync(path.join(tmpdir(), 'plinth-samples-'));
  const documents = DocumentStore.open(':memory:');
  const clock = new SandboxClock();
  const aws = await startAws({ clock, documents, dataDir, port: 0 });
  // While the clock stands, resources take no time.
  clock.freeze(new Date());
  const found = new Map<SampleResult['outcome'], string[]>();
  try {
    for (const file of templatesBelow(folder)) {
      const template = readFileSync(path.join(folder, file), 'utf8');
      if (!isTemplate(template)) {
        continue;
      }
      const name = `sample-${[...found.values()].flat().length}`;
      const { outcome, reason } = await trySample(aws, { name, template });
      found.set(outcome, [
        ...(found.get(outcome) ?? []),
        reason ? `${file}: ${reason.replace(/\s+/g, ' ')}` : file,
      ]);
    }
  } finally {
    await aws.close();
    documents.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
  for (const [outcome, meaning] of KINDS) {
    const lines = found.get(outcome) ?? [];
    process.stdout.write(
      `${lines.length} ${meaning}\n${lines.map(line => `  ${line}\n`).join('')}`,
    );
  }
  process.exitCode = found.has('broken') ? 1 : 0;
}

function templatesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(
      file =>
        /\.(json|ya?ml|template)$/.test(file) && !/node_modules/.test(file),
    )
    .sort();
}

main(process.argv.slice(2)).catch(error => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
