import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { synthesizeUnit } from '@plinth/blueprints';

/* A warm worker: synthesizes a unit once, then again for each line on standard input; answers each with a line. */
const unit = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const answer = () =>
  process.stdout.write(`${synthesizeUnit(unit).length} stacks\n`);
answer();
createInterface({ input: process.stdin }).on('line', answer);
