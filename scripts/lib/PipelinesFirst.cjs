const { readFileSync } = require('node:fs');
const Sequencer = require('@jest/test-sequencer').default;

/**
 * The order of test files under Jest: first those that start a whole pipeline, which take minutes however short they are. In Jest's own
 * order, which goes by the size of a file until it knows times, one of them could be the last, with one core at rest.
 */
module.exports = class PipelinesFirst extends Sequencer {
  sort(tests) {
    const isLong = ({ path }) =>
      readFileSync(path, 'utf8').includes('Pipeline.start(');
    const sorted = super.sort(tests);
    return [...sorted.filter(isLong), ...sorted.filter(test => !isLong(test))];
  }
};
