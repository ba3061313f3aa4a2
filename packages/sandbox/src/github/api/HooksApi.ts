import type { Hook, HookDelivery } from '../model';

/** Webhooks. */
export interface HooksApi {
  create(options: {
    repo: string;
    url: string;
    secret?: string;
    events?: string[];
    contentType?: 'json' | 'form';
  }): Hook;
  /** Makes the webhook of an app, or changes it. It hears the events that the app asks for. */
  ofApp(
    app: string,
    change: Partial<Pick<Hook, 'active' | 'events' | 'url' | 'secret'>>,
  ): Hook;
  list(repo: string): Hook[];
  deliveries(hookId: number): HookDelivery[];
  redeliver(deliveryId: number): Promise<HookDelivery>;
  /** Resolves once no delivery is under way. */
  idle(): Promise<void>;
}
