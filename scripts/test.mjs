/*
 * `npm test`: sets everything up and runs every check. Each check is a step; a step that runs test cases counts
 * each of them, any other counts as one. Jest runs beside the others. The last line says `N passed, N failed`.
 *
 * `npm test -- STEP ...` runs only the steps of those names, of which `usual` are those that run without a name, and `all` also those
 * that otherwise run when they are asked for. `npm test -- jest PATTERN ...` runs only the test files whose path has the pattern, and `npm test -- journey PATTERN ...` only the journeys whose name has it.
 */
import { quickChecks, testRuns } from './lib/checks.mjs';
import { ensureDependencies } from './lib/setup.mjs';

const known = Object.keys({ ...quickChecks, ...testRuns });

/** Checks that run when they are asked for. */
const ON_REQUEST = ['install', 'guide', 'production'];

/** Words that stand for several steps. */
const GROUPS = {
  usual: known.filter(name => !ON_REQUEST.includes(name)),
  all: known,
};
const isStep = arg => known.includes(arg) || arg in GROUPS;

/** The steps that the command line names, in their order and each once, the usual ones if it names none, and the patterns that follow. */
function readArguments(args) {
  const end = args.findIndex(arg => !isStep(arg));
  const words = end === -1 ? args : args.slice(0, end);
  const patterns = args.slice(words.length);
  if (patterns.length && !(words.length === 1 && words[0] in testRuns)) {
    throw new Error(
      words.length
        ? `${patterns.join(' ')} can follow only one of ${Object.keys(testRuns).join(', ')}.`
        : `There is no check called ${patterns[0]}; the checks are ${known.join(', ')}, usual, or all.`,
    );
  }
  const chosen = (words.length ? words : ['usual']).flatMap(
    word => GROUPS[word] ?? word,
  );
  return { names: known.filter(name => chosen.includes(name)), patterns };
}

/** Runs a step to its end, and says what came of it. */
async function report(name, step) {
  const began = Date.now();
  const { passed, failed, skipped = 0, output } = await step();
  if (output) {
    console.log(`\n${output}`);
  }
  const seconds = Math.round((Date.now() - began) / 1000);
  console.log(`── ${name}: ${passed} passed, ${failed} failed, ${seconds} s`);
  return { passed, failed, skipped };
}

/** Runs checks that start nothing, all at once. */
async function runTogether(names) {
  if (names.length) {
    console.log(`\n── ${names.join(', ')}`);
  }
  return Promise.all(names.map(name => report(name, quickChecks[name])));
}

/** Runs checks that start what they need, one after the other. */
async function runInOrder(names, patterns) {
  const results = [];
  for (const name of names) {
    console.log(`\n── ${name}`);
    results.push(await report(name, () => testRuns[name](patterns)));
  }
  return results;
}

async function main(args) {
  const { names, patterns } = readArguments(args);
  await ensureDependencies();
  const runs = names.filter(name => name in testRuns);
  const results = (
    await Promise.all([
      // Beside all others: it leaves a core at rest while it waits for a pipeline, as a journey does while it waits for the portal.
      runInOrder(
        runs.filter(name => name === 'jest'),
        patterns,
      ),
      runTogether(names.filter(name => name in quickChecks)).then(
        async done => [
          ...done,
          ...(await runInOrder(
            runs.filter(name => name !== 'jest'),
            patterns,
          )),
        ],
      ),
    ])
  ).flat();
  const total = count =>
    results.reduce((sum, result) => sum + result[count], 0);
  const skipped = total('skipped');
  console.log(
    `\n${total('passed')} passed, ${total('failed')} failed${skipped ? `, ${skipped} skipped` : ''}`,
  );
  process.exit(total('failed') ? 1 : 0);
}

main(process.argv.slice(2)).catch(error => {
  console.error(`\n${error.message}\n\n0 passed, 1 failed`);
  process.exit(1);
});
