import type { Context } from '../Context';
import { GitHubError } from '../GitHubError';
import { assertLength } from '../lengths';
import type { Label, Pull } from '../model';
import { labelView } from '../views/repositoryViews';
import type { Views } from '../views/Views';
import type { PullEvents } from './PullEvents';
import type { PullStore } from './PullStore';

/** Labels of repositories and of their pull requests. */
export class Labels {
  readonly #context: Context;
  readonly #views: Views;
  readonly #store: PullStore;
  readonly #events: PullEvents;

  constructor(options: {
    context: Context;
    views: Views;
    store: PullStore;
    events: PullEvents;
  }) {
    this.#context = options.context;
    this.#views = options.views;
    this.#store = options.store;
    this.#events = options.events;
  }

  /**
   * Puts labels on a pull request; those that the repository does not have are made in grey, as GitHub does. Throws
   * 403 when one is missing and `mayCreate` is not.
   */
  add(options: {
    repo: string;
    number: number;
    names: readonly string[];
    actor: string;
    mayCreate: boolean;
  }): Label[] {
    const { repo, names, actor } = options;
    const pull = this.#store.require(repo, options.number);
    if (
      !options.mayCreate &&
      names.some(name => !this.#store.label(repo, name))
    ) {
      throw new GitHubError(
        403,
        'You do not have permission to create labels on this repository.',
        [{ resource: 'Repository', field: 'label', code: 'unauthorized' }],
      );
    }
    for (const name of names) {
      const label = this.#ensure(repo, name);
      if (!pull.labels.includes(label.name)) {
        pull.labels.push(label.name);
        this.#store.save(pull);
        this.#events.tellLater(pull, 'labeled', actor, {
          label: labelView(this.#views, label),
        });
      }
    }
    return this.of(pull);
  }

  remove(repo: string, number: number, name: string, actor: string): Label[] {
    const pull = this.#store.require(repo, number);
    const present = pull.labels.find(
      each => each.toLowerCase() === name.toLowerCase(),
    );
    if (present === undefined) {
      throw new GitHubError(404, 'Label does not exist');
    }
    pull.labels = pull.labels.filter(each => each !== present);
    this.#store.save(pull);
    const label = this.#store.label(repo, present);
    this.#events.tellLater(pull, 'unlabeled', actor, {
      ...(label ? { label: labelView(this.#views, label) } : {}),
    });
    return this.of(pull);
  }

  of(pull: Pull): Label[] {
    return pull.labels.flatMap(
      name => this.#store.label(pull.repo, name) ?? [],
    );
  }

  #ensure(repo: string, name: string): Label {
    const known = this.#store.label(repo, name);
    if (known) {
      return known;
    }
    return this.create({ repo, name, color: 'ededed', description: '' });
  }

  create(options: Omit<Label, 'id'>): Label {
    assertLength('label', options.name);
    assertLength('labelDescription', options.description);
    if (this.#store.label(options.repo, options.name)) {
      throw new GitHubError(422, 'Validation Failed', [
        { resource: 'Label', code: 'already_exists', field: 'name' },
      ]);
    }
    const label: Label = { id: this.#context.store.nextId(), ...options };
    this.#store.saveLabel(label);
    return label;
  }

  /** Changes what is given; pull requests keep a label that gets another name. */
  update(
    label: Label,
    change: { name?: string; color?: string; description?: string },
  ): Label {
    const { name = label.name } = change;
    assertLength('label', name);
    assertLength('labelDescription', change.description ?? '');
    if (name !== label.name) {
      this.#store.deleteLabel(label);
      for (const pull of this.#store.list(label.repo)) {
        pull.labels = pull.labels.map(each =>
          each === label.name ? name : each,
        );
        this.#store.keep(pull);
      }
    }
    label.name = name;
    label.color = change.color ?? label.color;
    label.description = change.description ?? label.description;
    this.#store.saveLabel(label);
    return label;
  }
}
