import path from 'node:path';

const INDEX = /^(index|readme)\.md$/i;

/** Whether a document is what its folder opens with. */
export function isIndex(page: string): boolean {
  return INDEX.test(path.posix.basename(page));
}

/** A name for people of what has no heading: of a file, or of a folder for its index. */
export function titleOf(page: string): string {
  const parts = page.replace(/\.md$/, '').split('/');
  if (isIndex(page)) {
    parts.pop();
  }
  const words = (parts.at(-1) ?? 'Home').replace(/[-_]+/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Where a document is read, below the site and with a slash at the end: `how-to/freeze.md` at `how-to/freeze/`, an index at its folder. */
export function addressOf(page: string): string {
  const folder = path.posix.dirname(page);
  const base = folder === '.' ? '' : `${folder}/`;
  return isIndex(page) ? base : `${base}${path.posix.basename(page, '.md')}/`;
}

/** The way from the address of one page to another place of the site. */
export function relativeAddress(from: string, to: string): string {
  const way = path.posix.relative(`/${from}`, `/${to}`) || '.';
  return to === '' || to.endsWith('/') ? `${way}/` : way;
}

/** What links of a document may lead to. */
export class LinkTargets {
  readonly #pages = new Map<string, string>();
  readonly #assets: Set<string>;
  readonly #sourceUrl?: string;

  /** @param options.sourceUrl - web address of the folder above the documents, for what is beside them */
  constructor(options: {
    pages: string[];
    assets: string[];
    sourceUrl?: string;
  }) {
    for (const page of options.pages) {
      const address = addressOf(page);
      this.#pages.set(page, address);
      if (isIndex(page)) {
        this.#pages.set(address.replace(/\/$/, '') || '.', address);
      }
    }
    this.#assets = new Set(options.assets);
    this.#sourceUrl = options.sourceUrl?.replace(/\/$/, '');
  }

  /** The page at a path below the documents, a file or a folder with an index: its address. */
  addressAt(target: string): string | undefined {
    return this.#pages.get(target.replace(/\/$/, ''));
  }

  /** The address of the page that a relative link leads to. */
  pageOf(href: string, page: string): string | undefined {
    return this.addressAt(targetOf(href, page).target);
  }

  /**
   * What a link leads to in the site: another page, a picture or file, a place outside, or nothing that a reader of the site could open.
   *
   * @param page - the document that has it
   */
  resolve(href: string, page: string): string | undefined {
    if (/^(https?:|mailto:)/i.test(href) || href.startsWith('#')) {
      return href;
    }
    // Other schemes, places of the portal and of other hosts are no links of a document.
    if (/^([a-z][a-z0-9+.-]*:|[/\\])/i.test(href)) {
      return undefined;
    }
    const { target, tail } = targetOf(href, page);
    const from = addressOf(page);
    const address = this.addressAt(target);
    if (address !== undefined) {
      return `${relativeAddress(from, address)}${tail}`;
    }
    if (this.#assets.has(target)) {
      return `${relativeAddress(from, encodeURI(target))}${tail}`;
    }
    return target.startsWith('../') && this.#sourceUrl
      ? `${this.#sourceUrl}/${encodeURI(target.replace(/^(\.\.\/)+/, ''))}${tail}`
      : undefined;
  }
}

/** The path below the documents that a relative link names, and what follows it. */
function targetOf(href: string, page: string) {
  const [, name = '', tail = ''] = /^([^?#]*)([^]*)$/.exec(href) ?? [];
  const folder = path.posix.dirname(page);
  return { target: path.posix.join(folder, decoded(name)), tail };
}

function decoded(name: string) {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
