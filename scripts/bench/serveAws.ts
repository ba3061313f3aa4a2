import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DocumentStore, SandboxClock, startAws } from '@plinth/sandbox';

/* Serves an empty AWS for a measurement, and says where in one line. */
startAws({
  clock: new SandboxClock(),
  documents: DocumentStore.open(':memory:'),
  dataDir: mkdtempSync(path.join(tmpdir(), 'plinth-bench-')),
  port: 0,
}).then(aws => process.stdout.write(`${aws.url}\n`));
