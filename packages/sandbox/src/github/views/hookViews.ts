import type { Hook, HookDelivery } from '../model';
import type { Json } from './Views';

/** A delivery as lists have it. */
export function deliveryView(delivery: HookDelivery): Json {
  const { repository, installation } = JSON.parse(delivery.request.payload);
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: delivery.deliveredAt,
    redelivery: delivery.redelivery,
    duration: delivery.duration,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: installation?.id ?? null,
    repository_id: repository?.id ?? null,
    throttled_at: null,
  };
}

/** A delivery with what was sent and answered. */
export function wholeDeliveryView(delivery: HookDelivery, hook: Hook): Json {
  return {
    ...deliveryView(delivery),
    url: hook.url,
    request: {
      headers: delivery.request.headers,
      payload: JSON.parse(delivery.request.payload),
    },
    response: delivery.response,
  };
}

/** Where a webhook sends; its secret is not told. */
export function hookConfigView(hook: Hook): Json {
  return {
    content_type: hook.contentType,
    insecure_ssl: '0',
    url: hook.url,
    ...(hook.secret ? { secret: '********' } : {}),
  };
}
