import { DecoratorBase } from '@backstage/plugin-search-backend-node';
import type { IndexableDocument } from '@backstage/plugin-search-common';
import {
  TYPE_ENVIRONMENT,
  TYPE_STACK,
  TYPE_TENANT,
  UNKNOWN_OWNER,
} from '@plinth/plugin-environments-common';

/**
 * Takes environments and tenants, with their stacks, out of the documents of the catalog, so that they are found once. A stack that no unit in
 * the catalog has stays there: nothing else would lead to it.
 */
export class WithoutUnits extends DecoratorBase {
  async initialize() {}

  async decorate(
    document: IndexableDocument & { type?: string; owner?: string },
  ) {
    switch (document.type) {
      case TYPE_ENVIRONMENT:
      case TYPE_TENANT:
        return undefined;
      case TYPE_STACK:
        return document.owner === UNKNOWN_OWNER ? document : undefined;
      default:
        return document;
    }
  }

  async finalize() {}
}
