import type { App } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import {
  BlueprintRegistry,
  type Parameters,
  resolveParameters,
  type Unit,
} from '../schema';

const CONTEXT = 'plinth:blueprints';

/**
 * Tells every stack of an app which blueprints there are, besides or instead of the platform's.
 *
 * The registry rides on the app, as its context, and not in the props of stacks: a stack finds it before its own constructor
 * runs, and so does a companion stack in another region, whose author would have to remember to hand it on. Nor is it
 * a variable of the module, which two apps of one process would share.
 *
 * @throws Error when the app has constructs already
 */
export function provideBlueprints(
  app: App,
  blueprints: BlueprintRegistry,
): void {
  app.node.setContext(CONTEXT, blueprints);
}

/** The blueprints of the app that a construct belongs to; those of the platform where none were provided. */
export function blueprintsOf(scope: IConstruct): BlueprintRegistry {
  const provided: BlueprintRegistry | undefined =
    scope.node.tryGetContext(CONTEXT);
  return provided ?? new BlueprintRegistry();
}

/**
 * A unit's parameters with the defaults of its stage, for what must be known before its stack exists, such as the region of
 * that. Throws an `InputError` when a rule is broken.
 */
export function parametersIn(scope: IConstruct, unit: Unit): Parameters {
  return resolveParameters(unit, blueprintsOf(scope));
}
