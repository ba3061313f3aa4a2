import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A package registry on loopback with one package, `tiny` 1.0.0, that has no dependencies. */
export async function startRegistry() {
  const folder = mkdtempSync(join(tmpdir(), 'plinth-registry-'));
  mkdirSync(join(folder, 'package'));
  const manifest = { name: 'tiny', version: '1.0.0', bin: 'tiny.js' };
  writeFileSync(
    join(folder, 'package', 'package.json'),
    JSON.stringify(manifest),
  );
  writeFileSync(
    join(folder, 'package', 'tiny.js'),
    '#!/usr/bin/env node\nconsole.log("tiny runs");\n',
  );
  execFileSync('tar', ['-czf', 'tiny.tgz', 'package'], { cwd: folder });
  const tarball = readFileSync(join(folder, 'tiny.tgz'));
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url?.endsWith('.tgz')) {
      response.end(tarball);
      return;
    }
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        name: 'tiny',
        'dist-tags': { latest: '1.0.0' },
        versions: {
          '1.0.0': {
            ...manifest,
            dist: {
              tarball: `http://${request.headers.host}/tiny.tgz`,
              integrity,
            },
          },
        },
      }),
    );
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    /** Paths that were asked for. */
    asked,
    /** `package.json` and `package-lock.json` of a repository that depends on the package. */
    files: {
      'package.json': JSON.stringify({
        name: 'infrastructure',
        private: true,
        dependencies: { tiny: '1.0.0' },
      }),
      'package-lock.json': JSON.stringify({
        name: 'infrastructure',
        lockfileVersion: 3,
        requires: true,
        packages: {
          '': { name: 'infrastructure', dependencies: { tiny: '1.0.0' } },
          'node_modules/tiny': {
            version: '1.0.0',
            integrity,
            bin: { tiny: 'tiny.js' },
          },
        },
      }),
    },
    close: async () => {
      await new Promise(resolve => {
        server.close(resolve);
        server.closeAllConnections();
      });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
