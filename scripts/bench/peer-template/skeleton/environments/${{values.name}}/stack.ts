import { ApplicationEnvironment } from '@plinth/blueprints';

/** The stack of this unit. */
export default class UnitStack extends ApplicationEnvironment {}
