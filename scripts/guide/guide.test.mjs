import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { endOnSignals } from '../lib/atExit.mjs';
import { readGuide } from './lib/readGuide.mjs';
import { World } from './lib/World.mjs';
import { STEPS } from './steps.mjs';

const guide = readGuide('connect-aws-and-github.md');

const isOf = (step, block) =>
  block.text.startsWith(step.begins) &&
  block.section.startsWith(step.section ?? '');

endOnSignals();

/*
 * The guide to connecting AWS and GitHub, followed word for word: code is run as it stands, tables and sentences are done as they
 * say, in an organisation that has nothing, until the first environment is healthy.
 */
describe('the guide to connecting AWS and GitHub', () => {
  it('has no block that nobody follows, and none is followed that it has not', () => {
    assert.deepEqual(
      guide.map(block => STEPS.findIndex(step => isOf(step, block))),
      STEPS.map((_, index) => index),
      guide
        .filter(block => !STEPS.some(step => isOf(step, block)))
        .map(({ section, text }) => `${section}: ${text}`)
        .join('\n'),
    );
  });

  describe('followed in an empty organisation', () => {
    let world;
    let stuck;

    before(
      async () => {
        world = await World.start();
        world.doctorCommand = guide.find(({ code }) =>
          code?.includes(' doctor '),
        ).code;
      },
      { timeout: 900_000 },
    );
    after(() => world?.stop());

    for (const block of guide) {
      const step = STEPS.find(each => isOf(each, block));
      if (step?.does) {
        it(
          `${block.section}: ${block.text.slice(0, 60)}`,
          { timeout: 900_000 },
          async () => {
            // Each step stands on those before it.
            assert.ok(!stuck, `The guide leads no further than: ${stuck}`);
            try {
              await step.does(block, world);
            } catch (error) {
              stuck = block.text.slice(0, 60);
              throw error;
            }
          },
        );
      }
    }
  });
});
