import { after, before, describe } from 'node:test';
import { accessibilityJourney } from './accessibilityJourney.mjs';
import { agents } from './agents.mjs';
import { blueprintJourneys } from './blueprintJourneys.mjs';
import { browserJourney } from './browserJourney.mjs';
import { httpJourney } from './httpJourney.mjs';
import { DemoPortal } from './lib/DemoPortal.mjs';
import { keyboardJourney } from './keyboardJourney.mjs';
import { lifeJourney } from './lifeJourney.mjs';
import { outage } from './outage.mjs';
import { platformRepository } from './platformRepository.mjs';
import { refusals } from './refusals.mjs';
import { restarts } from './restarts.mjs';
import { roleJourneys } from './roleJourneys.mjs';

/* The journeys share one running demo, since its start is what takes time. */
describe('the portal', () => {
  const running = {};
  before(
    async () => {
      running.portal = await DemoPortal.start();
    },
    { timeout: 900_000 },
  );
  after(() => running.portal?.stop());

  describe('in the browser', () => browserJourney(running));
  describe('signed in by the provider', () => roleJourneys(running));
  describe('for everybody', () => accessibilityJourney(running));
  describe('by keys alone', () => keyboardJourney(running));
  describe('over HTTP', () => httpJourney(running));
  describe('by an agent', () => agents(running));
  describe('for every blueprint', () => blueprintJourneys(running));
  describe('through the life of an environment', () => lifeJourney(running));
  describe('with bad input', () => refusals(running));
  describe('when AWS does not answer', () => outage(running));
  describe('when its back end is killed', () => restarts(running));
  describe('for a new infrastructure repository', () =>
    platformRepository(running));
});
