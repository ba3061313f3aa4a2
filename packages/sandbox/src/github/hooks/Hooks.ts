import { createHmac, randomUUID } from 'node:crypto';
import { isGiven } from '../accounts/isGiven';
import { GitHubError } from '../GitHubError';
import type { HooksApi } from '../api';
import type { Hook, HookDelivery } from '../model';
import type { Store } from '../store/Store';
import type { Urls } from '../Urls';
import { nodeId } from '../views/nodeId';

/** How long a receiver may take: GitHub's limit. */
const TIMEOUT = 10_000;
/** Deliveries kept for each hook. */
const KEPT = 200;

/**
 * Webhooks: signed as GitHub signs them, sent once. What fails stays failed until someone asks for redelivery.
 */
export class Hooks implements HooksApi {
  readonly #store: Store;
  readonly #urls: Urls;
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #closing = new AbortController();
  /** Work that ends in deliveries, one after the other. */
  #queue: Promise<void> = Promise.resolve();

  constructor(store: Store, urls: Urls) {
    this.#store = store;
    this.#urls = urls;
  }

  create(options: Parameters<HooksApi['create']>[0]): Hook {
    if (!/^https?:\/\//.test(options.url)) {
      throw GitHubError.invalid('Hook', 'url', 'must be an http or https URL');
    }
    const now = this.#store.now();
    const hook: Hook = {
      id: this.#store.nextId(),
      repo: options.repo,
      active: true,
      events: options.events ?? ['push'],
      url: options.url,
      contentType: options.contentType ?? 'json',
      ...(options.secret === undefined ? {} : { secret: options.secret }),
      createdAt: now,
      updatedAt: now,
    };
    this.#store.hooks.put(String(hook.id), hook);
    return hook;
  }

  get(repo: string, id: number): Hook {
    const hook = this.#store.hooks.get(String(id));
    if (!hook || hook.repo !== repo) {
      throw GitHubError.notFound();
    }
    return hook;
  }

  update(
    hook: Hook,
    change: Partial<
      Pick<Hook, 'active' | 'events' | 'url' | 'contentType' | 'secret'>
    >,
  ): Hook {
    Object.assign(hook, change, { updatedAt: this.#store.now() });
    this.#store.hooks.put(String(hook.id), hook);
    return hook;
  }

  remove(hook: Hook): void {
    this.#store.hooks.delete(String(hook.id));
    for (const delivery of this.deliveries(hook.id)) {
      this.#store.deliveries.delete(String(delivery.id));
    }
  }

  list(repo: string): Hook[] {
    return this.#store.hooks.values().filter(hook => hook.repo === repo);
  }

  ofApp(slug: string, change: Parameters<HooksApi['ofApp']>[1]): Hook {
    const app = this.#store.apps.get(slug);
    if (!app) {
      throw GitHubError.notFound();
    }
    const now = this.#store.now();
    const hook = this.update(
      this.appHook(slug) ?? {
        id: this.#store.nextId(),
        repo: '',
        app: slug,
        active: true,
        events: [...app.events],
        url: '',
        contentType: 'json',
        createdAt: now,
        updatedAt: now,
      },
      change,
    );
    this.#store.apps.put(slug, { ...app, events: hook.events });
    return hook;
  }

  /** The webhook of an app, where it has one. */
  appHook(slug: string): Hook | undefined {
    return this.#store.hooks.values().find(hook => hook.app === slug);
  }

  /** True when a hook of the repository wants the event. */
  wanted(repo: string, event: string): boolean {
    return this.#hearing(repo).some(({ hook }) => wants(hook, event));
  }

  /** Does work that ends in deliveries after all that was asked for before. One that fails keeps no other back. */
  inOrder(work: () => Promise<void>): void {
    this.#queue = this.#queue
      .then(work)
      .catch(error => process.emitWarning(error));
    this.#begin(this.#queue);
  }

  /** Sends an event to the hooks that want it, without waiting. */
  send(repo: string, event: string, payload: Record<string, unknown>): void {
    for (const { hook, own } of this.#hearing(repo)) {
      if (wants(hook, event)) {
        this.#begin(
          this.#deliver(
            hook,
            event,
            { ...payload, ...own },
            randomUUID(),
            false,
          ),
        );
      }
    }
  }

  /** The webhooks that hear of a repository: its own, and those of apps that are installed on it; with what only these are told. */
  #hearing(repo: string) {
    const [owner, name] = repo.toLowerCase().split('/');
    const installed = this.#store.installations
      .values()
      .filter(
        each => each.account.toLowerCase() === owner && isGiven(each, name),
      )
      .flatMap(({ id, app }) => {
        const hook = this.appHook(app);
        const own = { installation: { id, node_id: nodeId('IN', id) } };
        return hook ? [{ hook, own }] : [];
      });
    return [...this.list(repo).map(hook => ({ hook, own: {} })), ...installed];
  }

  /** Sends the `ping` event. */
  ping(hook: Hook, payload: Record<string, unknown>): void {
    this.#begin(this.#deliver(hook, 'ping', payload, randomUUID(), false));
  }

  /** Newest first. */
  deliveries(hookId: number): HookDelivery[] {
    return this.#store.deliveries
      .values()
      .filter(delivery => delivery.hookId === hookId)
      .reverse();
  }

  delivery(deliveryId: number): HookDelivery | undefined {
    return this.#store.deliveries.get(String(deliveryId));
  }

  redeliver(deliveryId: number): Promise<HookDelivery> {
    const before = this.delivery(deliveryId);
    const hook = before && this.#store.hooks.get(String(before.hookId));
    if (!before || !hook) {
      throw GitHubError.notFound();
    }
    return this.#begin(
      this.#deliver(
        hook,
        before.event,
        JSON.parse(before.request.payload),
        before.guid,
        true,
      ),
    );
  }

  async idle(): Promise<void> {
    while (this.#underWay.size > 0) {
      await Promise.allSettled([...this.#underWay]);
    }
  }

  /** Gives up what is under way. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.idle();
  }

  #begin<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work);
    const done = () => this.#underWay.delete(work);
    work.then(done, done);
    return work;
  }

  async #deliver(
    hook: Hook,
    event: string,
    payload: Record<string, unknown>,
    guid: string,
    redelivery: boolean,
  ): Promise<HookDelivery> {
    const json = JSON.stringify(payload);
    const body =
      hook.contentType === 'form'
        ? new URLSearchParams({ payload: json }).toString()
        : json;
    const headers: Record<string, string> = {
      accept: '*/*',
      'content-type':
        hook.contentType === 'form'
          ? 'application/x-www-form-urlencoded'
          : 'application/json',
      'user-agent': 'GitHub-Hookshot/sandbox',
      'x-github-delivery': guid,
      'x-github-event': event,
      'x-github-hook-id': String(hook.id),
      'x-github-hook-installation-target-type': hook.app
        ? 'integration'
        : 'repository',
      'x-github-enterprise-host': new URL(this.#urls.site).host,
      ...(hook.secret
        ? {
            'x-hub-signature': `sha1=${sign('sha1', hook.secret, body)}`,
            'x-hub-signature-256': `sha256=${sign('sha256', hook.secret, body)}`,
          }
        : {}),
    };
    const started = performance.now();
    const response = await this.#post(hook.url, headers, body);
    const delivery: HookDelivery = {
      id: this.#store.nextId(),
      hookId: hook.id,
      guid,
      event,
      action: typeof payload.action === 'string' ? payload.action : null,
      redelivery,
      deliveredAt: this.#store.now(),
      duration: Math.round(performance.now() - started) / 1000,
      status: response.status,
      statusCode: response.statusCode,
      request: { headers, payload: json },
      response: { headers: response.headers, payload: response.payload },
    };
    if (this.#store.hooks.get(String(hook.id))) {
      this.#store.deliveries.put(String(delivery.id), delivery);
      for (const old of this.deliveries(hook.id).slice(KEPT)) {
        this.#store.deliveries.delete(String(old.id));
      }
    }
    return delivery;
  }

  async #post(url: string, headers: Record<string, string>, body: string) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers,
        body,
        redirect: 'manual',
        signal: AbortSignal.any([
          this.#closing.signal,
          AbortSignal.timeout(TIMEOUT),
        ]),
      });
      const payload = (await response.text()).slice(0, 10_000);
      return {
        status: response.ok ? 'OK' : 'Invalid HTTP Response',
        statusCode: response.status,
        headers: Object.fromEntries(response.headers),
        payload,
      };
    } catch (error) {
      // A delivery that finds nobody is a fact to record, not a failure of ours.
      const timedOut = error instanceof Error && error.name === 'TimeoutError';
      return {
        status: timedOut ? 'timed out' : 'failed to connect to host',
        statusCode: 502,
        headers: {},
        payload: error instanceof Error ? error.message : String(error),
      };
    }
  }
}

function wants(hook: Hook, event: string): boolean {
  return (
    hook.active && (hook.events.includes('*') || hook.events.includes(event))
  );
}

function sign(algorithm: string, secret: string, body: string): string {
  return createHmac(algorithm, secret).update(body).digest('hex');
}
