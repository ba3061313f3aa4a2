import { readFileSync } from 'node:fs';
import { synthesizeUnit } from '@plinth/blueprints';

/* Synthesizes a unit again and again in one process, as the form's worker does; prints milliseconds as JSON. */
const [file, rounds] = process.argv.slice(2);
const unit = JSON.parse(readFileSync(file, 'utf8'));
synthesizeUnit(unit);
const times = Array.from({ length: Number(rounds) }, () => {
  const began = performance.now();
  synthesizeUnit(unit);
  return performance.now() - began;
});
process.stdout.write(JSON.stringify(times));
