import type {
  MetricAttributes,
  MetricsService,
  MetricsServiceObservable,
  MetricsServiceObservableCallback,
} from '@backstage/backend-plugin-api/alpha';

interface Measured {
  value: number;
  attributes: MetricAttributes;
}

/** A metrics service that keeps what it was told, by the instrument's name. */
export class RecordedMetrics implements MetricsService {
  readonly #told = new Map<string, Measured[]>();
  readonly #observed = new Map<string, MetricsServiceObservableCallback>();

  /** What an instrument was told so far; an observable one is asked now. */
  async of(name: string): Promise<Measured[]> {
    const ask = this.#observed.get(name);
    if (!ask) {
      return this.#told.get(name) ?? [];
    }
    const observed: Measured[] = [];
    await ask({
      observe: (value, attributes = {}) => observed.push({ value, attributes }),
    });
    return observed;
  }

  createCounter = (name: string) => ({ add: this.#teller(name) });
  createUpDownCounter = this.createCounter;
  createHistogram = (name: string) => ({ record: this.#teller(name) });
  createGauge = this.createHistogram;
  createObservableGauge = (name: string): MetricsServiceObservable => ({
    addCallback: callback => this.#observed.set(name, callback),
    removeCallback: () => this.#observed.delete(name),
  });
  createObservableCounter = this.createObservableGauge;
  createObservableUpDownCounter = this.createObservableGauge;

  #teller(name: string) {
    return (value: number, attributes: MetricAttributes = {}) => {
      const told = this.#told.get(name) ?? [];
      this.#told.set(name, [...told, { value, attributes }]);
    };
  }
}
