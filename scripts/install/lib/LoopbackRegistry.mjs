import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

/*
 * Serves the packed packages of one scope as an npm registry does: a document for each package, and its tarball. Package
 * managers ask the registry of a scope for that scope alone, so every other package comes from where it always does, and
 * nothing stands between. Nothing can be published to it.
 */

/** Package managers refuse what was published only days ago. */
const MONTH = 30 * 86_400_000;

function packument({ name, tarball }, base) {
  const content = readFileSync(tarball);
  const shasum = createHash('sha1').update(content).digest('hex');
  const manifest = JSON.parse(
    execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], {
      encoding: 'utf8',
    }),
  );
  return {
    name,
    'dist-tags': { latest: manifest.version },
    time: { [manifest.version]: new Date(Date.now() - MONTH).toISOString() },
    versions: {
      [manifest.version]: {
        ...manifest,
        dist: {
          // The next run has other packages of the same version: what a cache keeps is of this address.
          tarball: `${base}/${name}/-/${shasum}.tgz`,
          integrity: `sha512-${createHash('sha512').update(content).digest('base64')}`,
          shasum,
        },
      },
    },
  };
}

/** A registry on loopback that has the given packages, and only those. */
export class LoopbackRegistry {
  /** @param packages - as `packPackages` answers them */
  static async start(packages) {
    const server = createServer((request, response) => {
      const path = decodeURIComponent(
        new URL(request.url, 'http://-').pathname,
      );
      const found = packages.find(
        ({ name }) => path === `/${name}` || path.startsWith(`/${name}/-/`),
      );
      if (!found || request.method !== 'GET') {
        response.writeHead(404).end();
        return;
      }
      response.setHeader('cache-control', 'no-store');
      if (path === `/${found.name}`) {
        response.setHeader('content-type', 'application/json');
        response.end(
          JSON.stringify(packument(found, `http://${request.headers.host}`)),
        );
      } else {
        response.end(readFileSync(found.tarball));
      }
    });
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    return new LoopbackRegistry(server);
  }

  constructor(server) {
    this.server = server;
    this.url = `http://127.0.0.1:${server.address().port}`;
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise(resolve => this.server.close(resolve));
  }
}
