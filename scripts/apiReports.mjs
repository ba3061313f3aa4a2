/*
 * `npm run api-reports`: writes anew what each published package promises to whoever imports it, the files `report*.api.md`. `npm
 * test` runs it with `--check`, which only compares, after `tsc`.
 */
import { readApi } from './lib/apiReports.mjs';
import { must, quietly } from './lib/packages.mjs';
import { ensureDependencies } from './lib/setup.mjs';
import { run } from './lib/toolchain.mjs';

async function main(args) {
  const check = args.includes('--check');
  if (!check) {
    await ensureDependencies();
    await must('The making of declarations', run('tsc', [], quietly));
  }
  const problems = readApi({ renew: !check });
  problems.forEach(problem => console.log(problem));
  if (problems.length) {
    console.log('`npm run api-reports` writes the reports anew.');
  }
  process.exit(problems.length ? 1 : 0);
}

main(process.argv.slice(2)).catch(error => {
  console.error(`\n${error.message}`);
  process.exit(1);
});
