import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SandboxClock } from '../../clock';
import { DocumentStore } from '../../documents';
import { startAws, type AwsSandbox } from '../startAws';

/** AWS on a free port with data in a temporary folder; `close` removes the folder, `restart` keeps what is in it. */
export interface TestAws extends AwsSandbox {
  restart(): Promise<TestAws>;
}

/** Starts AWS for a test; resources take no time unless it says so. */
export async function startTestAws(
  options: {
    latency?: number;
    pageSize?: number;
    clock?: SandboxClock;
    folder?: string;
  } = {},
): Promise<TestAws> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'plinth-aws-'));
  const documents = DocumentStore.open(join(folder, 'sandbox.db'));
  const aws = await startAws({
    clock: options.clock ?? new SandboxClock(),
    documents,
    dataDir: folder,
    port: 0,
    latency: options.latency ?? 0,
    pageSize: options.pageSize,
  });
  const stop = async () => {
    await aws.close();
    documents.close();
  };
  return {
    ...aws,
    close: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
    restart: async () => {
      await stop();
      return startTestAws({ ...options, latency: 0, folder });
    },
  };
}
