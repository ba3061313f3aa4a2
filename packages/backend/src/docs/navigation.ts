import path from 'node:path';
import type { NavEntry } from './DocsFolder';
import { isIndex, titleOf, type LinkTargets } from './pageAddress';

/** A place in the navigation: a page, a section with further places, or a section that opens with a page. */
export interface Place {
  title: string;
  /** Below the site; absent for a section without an index. */
  address?: string;
  /** Whether it is outside the site. */
  external?: boolean;
  places: Place[];
}

/** What is known of a page before the navigation is made. */
export interface PageFacts {
  page: string;
  title: string;
  address: string;
  /** The addresses of pages that it links, in its order. */
  links: string[];
}

/**
 * The navigation as `nav` of `mkdocs.yml` says it. An entry for a file that is not there is left out, as is one with a scheme that is none
 * of the web.
 */
export function navigationOf(
  nav: NavEntry[],
  options: { facts: PageFacts[]; targets: LinkTargets },
): Place[] {
  const { facts, targets } = options;
  const titles = new Map(facts.map(({ address, title }) => [address, title]));
  const placeOf = (target: string, title?: string): Place[] => {
    if (/^https?:/i.test(target)) {
      return [
        { title: title ?? target, address: target, external: true, places: [] },
      ];
    }
    const address = targets.addressAt(path.posix.normalize(target));
    return address === undefined
      ? []
      : [
          {
            title: title ?? titles.get(address) ?? target,
            address,
            places: [],
          },
        ];
  };
  return nav.flatMap(entry => {
    if (typeof entry === 'string') {
      return placeOf(entry);
    }
    return Object.entries(entry ?? {}).flatMap(([title, value]) => {
      if (typeof value === 'string') {
        return placeOf(value, title);
      }
      const places = Array.isArray(value) ? navigationOf(value, options) : [];
      return places.length > 0 ? [{ title, places }] : [];
    });
  });
}

/**
 * The navigation of folders: each is a section. What is in a folder comes in the order in which its index links it, or the index of the whole
 * does; what neither links comes after that, by its file's name.
 */
export function navigationOfFolders(facts: PageFacts[]): Place[] {
  const root = facts.find(({ address }) => address === '');
  const sectionOf = (folder: string): Place[] => {
    const here = facts.filter(
      ({ page }) => path.posix.dirname(page) === folder,
    );
    const index = here.find(({ page }) => isIndex(page));
    const prefix = folder === '.' ? '' : `${folder}/`;
    const below = new Set(
      facts
        .map(({ page }) => page)
        .filter(page => page.startsWith(prefix))
        .map(page => page.slice(prefix.length).split('/'))
        .filter(parts => parts.length > 1)
        .map(([name]) => `${prefix}${name}`),
    );
    const order = [...(index?.links ?? []), ...(root?.links ?? [])];
    const rank = (address: string) => {
      const at = order.findIndex(link => link.startsWith(address));
      return at < 0 ? order.length : at;
    };
    return [
      ...here
        .filter(fact => fact !== index)
        .map(({ title, address, page }) => ({
          key: page,
          rank: rank(address),
          place: { title, address, places: [] as Place[] },
        })),
      ...[...below].map(name => {
        const own = facts.find(({ address }) => address === `${name}/`);
        return {
          key: name,
          rank: rank(`${name}/`),
          place: {
            title: own?.title ?? titleOf(`${name}.md`),
            address: own?.address,
            places: sectionOf(name),
          },
        };
      }),
    ]
      .sort((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : 1))
      .map(({ place }) => place);
  };
  return [
    ...(root ? [{ title: root.title, address: '', places: [] }] : []),
    ...sectionOf('.'),
  ];
}
