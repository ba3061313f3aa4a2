import { GitHubError } from '../../GitHubError';
import type { Hook, HookDelivery } from '../../model';
import type { Services } from '../../Services';
import type { Json } from '../../views/Views';
import {
  deliveryView,
  hookConfigView,
  wholeDeliveryView,
} from '../../views/hookViews';
import {
  login,
  numberParam,
  optionalFlag,
  optionalObject,
  paged,
  texts,
  type Call,
} from '../Call';
import type { RestRouter } from '../RestRouter';

/** `/hooks`: webhooks, their deliveries and redelivery. */
export function hookRoutes(router: RestRouter, services: Services): void {
  const { hooks, context } = services;
  const base = '/repos/:owner/:repo/hooks';
  const one = `${base}/:hook`;
  const need = 'hooks:write';
  const find = (call: Call) => hooks.get(call.repo, numberParam(call, 'hook'));

  router.route('GET', base, 'hooks:read', call =>
    paged(call, hooks.list(call.repo), view),
  );
  router.route('POST', base, need, call => {
    const config = optionalObject(call, 'config');
    if (typeof config?.url !== 'string') {
      throw GitHubError.missing('Hook', 'config.url');
    }
    const hook = hooks.create({
      repo: call.repo,
      url: config.url,
      secret: typeof config.secret === 'string' ? config.secret : undefined,
      contentType: config.content_type === 'form' ? 'form' : 'json',
      events:
        call.body.events === undefined ? undefined : texts(call, 'events'),
    });
    if (optionalFlag(call, 'active') === false) {
      hooks.update(hook, { active: false });
    } else {
      ping(call, hook);
    }
    return { status: 201, body: view(hook) };
  });
  router.route('GET', one, 'hooks:read', call => ({
    body: view(find(call)),
  }));
  router.route('PATCH', one, need, call => {
    const hook = find(call);
    const config = optionalObject(call, 'config') ?? {};
    const active = optionalFlag(call, 'active');
    const added = texts(call, 'add_events');
    const removed = texts(call, 'remove_events');
    const events =
      call.body.events === undefined ? hook.events : texts(call, 'events');
    hooks.update(hook, {
      ...(active === undefined ? {} : { active }),
      events: [...new Set([...events, ...added])].filter(
        each => !removed.includes(each),
      ),
      ...(typeof config.url === 'string' ? { url: config.url } : {}),
      ...(typeof config.secret === 'string' ? { secret: config.secret } : {}),
      ...(config.content_type === 'json' || config.content_type === 'form'
        ? { contentType: config.content_type }
        : {}),
    });
    return { body: view(hook) };
  });
  router.route('DELETE', one, need, call => {
    hooks.remove(find(call));
    return { status: 204 };
  });
  router.route('POST', `${one}/pings`, need, call => {
    ping(call, find(call));
    return { status: 204 };
  });
  router.route('GET', `${one}/deliveries`, 'hooks:read', call =>
    paged(call, hooks.deliveries(find(call).id), delivery =>
      deliveryView(delivery),
    ),
  );
  router.route('GET', `${one}/deliveries/:delivery`, 'hooks:read', call => ({
    body: wholeDeliveryView(findDelivery(call), find(call)),
  }));
  router.route(
    'POST',
    `${one}/deliveries/:delivery/attempts`,
    need,
    async call => {
      await hooks.redeliver(findDelivery(call).id);
      return { status: 202, body: {} };
    },
  );

  function findDelivery(call: Call): HookDelivery {
    const delivery = hooks.delivery(numberParam(call, 'delivery'));
    if (!delivery || delivery.hookId !== find(call).id) {
      throw GitHubError.notFound();
    }
    return delivery;
  }

  function ping(call: Call, hook: Hook): void {
    hooks.ping(
      hook,
      context.notifier.payload(call.repo, login(call), {
        zen: 'Approve the change, not a picture of it.',
        hook_id: hook.id,
        hook: view(hook),
      }),
    );
  }

  function view(hook: Hook): Json {
    const url = context.urls.repoApi(hook.repo, `/hooks/${hook.id}`);
    const last = hooks.deliveries(hook.id)[0];
    return {
      type: 'Repository',
      id: hook.id,
      name: 'web',
      active: hook.active,
      events: hook.events,
      config: hookConfigView(hook),
      updated_at: hook.updatedAt,
      created_at: hook.createdAt,
      url,
      test_url: `${url}/tests`,
      ping_url: `${url}/pings`,
      deliveries_url: `${url}/deliveries`,
      last_response: last
        ? { code: last.statusCode, status: last.status, message: last.status }
        : { code: null, status: 'unused', message: null },
    };
  }
}
