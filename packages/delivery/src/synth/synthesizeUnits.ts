import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  App,
  BOOTSTRAP_QUALIFIER_CONTEXT,
  Stack,
  type StackProps,
  Validations,
} from 'aws-cdk-lib/core';
import { boundIdentities } from '@plinth/blueprints';
import { provideBlueprints } from '@plinth/blueprints';
import { validateUnit, type Unit } from '@plinth/blueprints/schema';
import type { Construct } from 'constructs';
import { DeliveryError } from '../errors';
import { loadBlueprints } from '../settings/loadBlueprints';
import { readSettings, type Settings } from '../settings/Settings';
import { discoverUnits } from '../units/discoverUnits';
import type { UnitFolder } from '@plinth/repository/units';
import { ConcurrentValidation } from './ConcurrentValidation';

/** The stack that a unit's `stack.ts` exports as default. */
export type UnitStackClass = new (
  scope: Construct,
  id: string,
  props: StackProps & { unit: Unit },
) => Stack;

/** What to synthesize, and where to. */
export interface SynthesizeUnitsOptions {
  /** Root of the infrastructure repository. */
  root: string;
  /**
   * Paths of the units to synthesize; others are not even loaded.
   *
   * @default - the comma-separated paths in PLINTH_UNITS; all units if that is not set
   */
  units?: readonly string[];
  /** @default - CDK_OUTDIR, which the CDK and `plinth` set; else a temporary folder */
  outdir?: string;
  /** Hook for an organisation's own aspects and validations, called before synthesis. */
  configure?: (app: App) => void;
}

/**
 * Synthesizes units as one CDK app and returns the folder of the cloud assembly. `app.ts` calls this, so that `plinth`
 * and a plain `cdk synth` make the same templates.
 *
 * Nothing that changes between two runs enters a template: no version metadata, no paths of this machine. Whether
 * CloudFormation's schemas are checked besides is up to CDK_VALIDATION, as everywhere in the CDK.
 */
export function synthesizeUnits(options: SynthesizeUnitsOptions): string {
  const folders = select(options);
  const settings = settingsOf(options.root);
  const blueprints = loadBlueprints(options.root, {
    blueprints: settings?.blueprints ?? [],
  });
  const validation =
    process.env.CDK_VALIDATION === 'false'
      ? undefined
      : ConcurrentValidation.start(folders.length);
  const app = new App({
    outdir: options.outdir,
    analyticsReporting: false,
    treeMetadata: false,
    context: {
      ...readContext(options.root, 'cdk.json'),
      ...readContext(options.root, 'cdk.context.json'),
      ...(settings && {
        [BOOTSTRAP_QUALIFIER_CONTEXT]: settings.bootstrapQualifier,
      }),
    },
    postCliContext: {
      // The CLI's defaults would add paths and asset locations as metadata; without them a template is the same wherever
      // it is made, in the form's estimate too.
      'aws:cdk:enable-path-metadata': false,
      'aws:cdk:enable-asset-metadata': false,
      'aws:cdk:disable-stack-trace': true,
      // Findings name the construct; where it was made costs a tenth of a synthesis. CDK_DEBUG=true brings it back.
      'aws:cdk:disable-creation-stack-traces': true,
      // What breaks a resource schema is an error, in `cdk synth` as in a plan.
      '@aws-cdk/core:validateAgainstDefaultRules': true,
    },
  });
  provideBlueprints(app, blueprints);
  if (validation) {
    Validations.of(app).addPlugins(validation);
  }
  const loaded = new Map<string, UnitStackClass>();
  for (const folder of folders) {
    const unit = validateUnit(folder.unit, blueprints);
    const UnitStack = load(options.root, folder.path, loaded);
    const before = app.node.children.length;
    const stack = new UnitStack(app, unit.name, {
      unit,
      stackName: unit.name,
      env: { account: unit.account, region: unit.region },
      ...(unit.stage === 'production' && { terminationProtection: true }),
    });
    if (stack.stackName !== unit.name) {
      throw new DeliveryError(
        `${folder.path}/stack.ts names its stack "${stack.stackName}"; it must be "${unit.name}", by which the portal finds it. Remove stackName from the call of super().`,
        'synthesis',
      );
    }
    const added = app.node.children
      .slice(before)
      .flatMap(child => child.node.findAll())
      .filter(
        (construct): construct is Stack =>
          Stack.isStack(construct) && !construct.nestedStackParent,
      );
    // The roles of a bootstrap are the platform's own, and make the boundary.
    const identity =
      unit.blueprint === 'bootstrap' ? undefined : settings?.identity;
    if (identity) {
      added.forEach(each => boundIdentities(each, identity));
    }
    validation?.follow(app, `${unit.name}-validation`, added);
  }
  options.configure?.(app);
  return app.synth().directory;
}

function select({ root, units }: SynthesizeUnitsOptions): UnitFolder[] {
  const found = discoverUnits(root);
  const wanted =
    units ??
    process.env.PLINTH_UNITS?.split(',').filter(Boolean) ??
    [...found.units, ...found.broken].map(unit => unit.path);
  return wanted.map(wantedPath => {
    const folder = found.units.find(unit => unit.path === wantedPath);
    if (folder) {
      return folder;
    }
    const broken = found.broken.find(unit => unit.path === wantedPath);
    throw new DeliveryError(
      broken
        ? `${broken.path}: ${broken.message}`
        : `There is no unit ${wantedPath} in ${root}.`,
      'synthesis',
    );
  });
}

/** What plinth.json and its variables say; nothing where there is no such file. */
function settingsOf(root: string): Settings | undefined {
  return existsSync(path.join(root, 'plinth.json'))
    ? readSettings(root, process.env)
    : undefined;
}

/** Context as the CDK CLI would pass it, so that a run without the CLI makes the same templates. */
function readContext(root: string, file: string): Record<string, unknown> {
  const full = path.join(root, file);
  if (!existsSync(full)) {
    return {};
  }
  const json = JSON.parse(readFileSync(full, 'utf8')) as Record<
    string,
    unknown
  >;
  return file === 'cdk.json'
    ? ((json.context as Record<string, unknown> | undefined) ?? {})
    : json;
}

/** What tells one module from another of the same text: files beside it, and where it is. */
const OF_ITS_PLACE =
  /['"]\.\.?\/|\b(?:__dirname|__filename|require|import\.meta|module)\b/;

/**
 * The class that a unit's stack.ts exports. Most units have the very text that the form wrote, which is loaded once for
 * all of them: with two hundred units that is a seventh of the synthesis.
 */
function load(
  root: string,
  unitPath: string,
  loaded: Map<string, UnitStackClass>,
): UnitStackClass {
  const file = path.join(root, unitPath, 'stack.ts');
  if (!existsSync(file)) {
    throw new DeliveryError(
      `${unitPath} has no stack.ts; add one whose default export extends the unit's blueprint.`,
      'synthesis',
    );
  }
  const text = readFileSync(file, 'utf8');
  const known = loaded.get(text);
  if (known) {
    return known;
  }
  if (!require.extensions['.ts']) {
    require('tsx/cjs');
  }
  const exported: unknown = require(file);
  const UnitStack = (exported as { default?: unknown }).default;
  if (typeof UnitStack !== 'function') {
    throw new DeliveryError(
      `${unitPath}/stack.ts must export the unit's stack as default: export default class UnitStack extends …`,
      'synthesis',
    );
  }
  if (!OF_ITS_PLACE.test(text)) {
    loaded.set(text, UnitStack as UnitStackClass);
  }
  return UnitStack as UnitStackClass;
}
