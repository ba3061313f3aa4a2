import path from 'node:path';
import { root } from '../../lib/toolchain.mjs';
import { portalConnections } from './portalConnections.mjs';

/**
 * What a person writes into the configuration of a stock app: where the portal is, where GitHub and AWS are, and what is in the
 * catalog. The demo's organisation and the templates are files of the checkout, as they would be files of a repository.
 *
 * @param options.port - where the portal listens
 * @param options.frontEnd - the package of the front end that it serves
 */
export function stockConfiguration({ port, frontEnd, ...sandbox }) {
  const { auth: _, catalog: __, ...connections } = portalConnections(sandbox);
  const address = `http://localhost:${port}`;
  const file = (target, ...kinds) => ({
    type: 'file',
    target: path.join(root, target),
    rules: [{ allow: kinds }],
  });
  return {
    ...connections,
    app: { baseUrl: address, packageName: frontEnd },
    backend: { baseUrl: address, listen: `127.0.0.1:${port}` },
    auth: {
      providers: {
        // The one way to sign in that a stock app has.
        guest: {
          userEntityRef: 'user:default/developer',
          dangerouslyAllowOutsideDevelopment: true,
        },
      },
    },
    catalog: {
      locations: [
        file('templates/all.yaml', 'Location', 'Template'),
        file(
          'packages/sandbox/demo/organization.yaml',
          'User',
          'Group',
          'System',
          'Domain',
        ),
      ],
    },
  };
}
