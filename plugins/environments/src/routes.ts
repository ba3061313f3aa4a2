import { createRouteRef } from '@backstage/frontend-plugin-api';

/** The fleet page. */
export const environmentsRouteRef = createRouteRef();

/** The page of connections; the sidebar shows pages that have a route. */
export const connectionsRouteRef = createRouteRef();

/** What concerns the reader. */
export const homeRouteRef = createRouteRef();

/** The pages of requests; nothing but links leads to them. */
export const requestsRouteRef = createRouteRef();
