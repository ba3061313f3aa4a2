import { createServer } from 'node:net';

/** The ports of the portal and its sandbox, each with the variable that changes it. */
const ports = [
  { variable: 'PLINTH_PORT', serves: 'portal', fallback: 7007 },
  { variable: 'PLINTH_GITHUB_PORT', serves: 'sandbox GitHub', fallback: 7008 },
  { variable: 'PLINTH_AWS_PORT', serves: 'sandbox AWS', fallback: 7009 },
];

/**
 * Reads the ports from the environment.
 *
 * @throws Error when a value is not a port number
 */
export function readPorts(environment = process.env) {
  return Object.fromEntries(
    ports.map(({ variable, fallback }) => {
      const text = environment[variable] ?? String(fallback);
      const port = Number(text);
      if (!Number.isInteger(port) || port < 1 || port > 65535) {
        throw new Error(
          `${variable} is "${text}", which is not a port: set it to a number from 1 to 65535.`,
        );
      }
      return [variable, port];
    }),
  );
}

function listen(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const bound = server.address().port;
      server.close(() => resolve(bound));
    });
  });
}

/**
 * Checks that nothing listens on the ports.
 *
 * @throws Error naming the port in use and the variable that changes it
 */
export async function requireFreePorts(chosen) {
  for (const { variable, serves } of ports) {
    try {
      await listen(chosen[variable]);
    } catch (error) {
      if (error.code !== 'EADDRINUSE') {
        throw error;
      }
      throw new Error(
        `Port ${chosen[variable]} for the ${serves} is in use. Stop what listens there, or choose another: ` +
          `${variable}=${chosen[variable] + 100} npm start`,
      );
    }
  }
}

/** A port that nothing listens on, chosen by the operating system. */
export function freePort() {
  return listen(0);
}
