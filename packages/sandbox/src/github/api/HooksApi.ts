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
  list(repo: string): Hook[];
  deliveries(hookId: number): HookDelivery[];
  redeliver(deliveryId: number): Promise<HookDelivery>;
  /** Resolves once no delivery is under way. */
  idle(): Promise<void>;
}
