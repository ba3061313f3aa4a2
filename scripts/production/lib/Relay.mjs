import { createServer, request as open } from 'node:http';

/** Sends a request on; answers what came back, whole. */
const send = (target, { method, url, headers }, body) =>
  new Promise((resolve, reject) => {
    const outgoing = open(
      new URL(url, target),
      // As the client addressed it, which is what it signed.
      { method, headers: { ...headers, connection: 'close' } },
      answer => {
        const chunks = [];
        answer.on('data', chunk => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({
            status: answer.statusCode,
            headers: answer.headers,
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });

/**
 * Stands between clients and servers. Each request goes to the next server in turn that takes connections, and to no second one
 * once it has begun: what a server leaves unanswered is answered with 502. One answer can be kept back, so that a client is for
 * sure in the middle of something.
 */
export class Relay {
  #server;
  #turn = 0;
  #keeps = [];
  /** What each server is being asked, by its address. */
  #asked = new Map();

  /** @param options.targets - the addresses of the servers; the list may be changed later */
  static async start({ targets, port = 0 }) {
    const relay = new Relay(targets);
    await new Promise(resolve =>
      relay.#server.listen(port, '127.0.0.1', resolve),
    );
    relay.url = `http://localhost:${relay.#server.address().port}`;
    return relay;
  }

  constructor(targets) {
    this.targets = targets;
    this.#server = createServer((request, response) =>
      this.#pass(request, response).catch(error => {
        response.writeHead(502).end(error.message);
      }),
    );
  }

  /** Asks a server nothing more, and waits until it has answered what it was asked. */
  async takeOut(target) {
    this.targets = this.targets.filter(each => each !== target);
    await Promise.allSettled(this.#asked.get(target) ?? []);
  }

  /**
   * Keeps back the answer to the next request that matches, which its server has then dealt with.
   *
   * @param matches - of a request and the text of its body
   * @returns `kept`, which resolves when it is, and `letGo`
   */
  keepAnswer(matches) {
    const keep = { matches };
    const kept = new Promise(resolve => {
      keep.isKept = resolve;
    });
    keep.gone = new Promise(resolve => {
      keep.letGo = resolve;
    });
    this.#keeps.push(keep);
    return {
      kept,
      letGo: () => {
        this.#keeps = this.#keeps.filter(each => each !== keep);
        keep.letGo();
      },
    };
  }

  async #pass(request, response) {
    const chunks = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    const sent = Buffer.concat(chunks);
    const { status, headers, body } = await this.#answer(request, sent);
    const keep = this.#keeps.find(each =>
      each.matches(request, sent.toString()),
    );
    if (keep) {
      this.#keeps = this.#keeps.filter(each => each !== keep);
      keep.isKept();
      await keep.gone;
    }
    const { connection: _, 'transfer-encoding': __, ...others } = headers;
    response.writeHead(status, others).end(body);
  }

  async #answer(request, body) {
    const { targets } = this;
    this.#turn += 1;
    for (let i = 0; i < targets.length; i += 1) {
      try {
        return await this.#ask(
          targets[(this.#turn + i) % targets.length],
          request,
          body,
        );
      } catch (error) {
        if (error.code !== 'ECONNREFUSED') {
          throw error;
        }
      }
    }
    throw new Error('No server takes connections');
  }

  async #ask(target, request, body) {
    const asked = this.#asked.get(target) ?? new Set();
    this.#asked.set(target, asked);
    const answer = send(target, request, body);
    asked.add(answer);
    try {
      return await answer;
    } finally {
      asked.delete(answer);
    }
  }

  stop() {
    this.#server.closeAllConnections();
    return new Promise(resolve => this.#server.close(resolve));
  }
}
