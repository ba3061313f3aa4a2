import { html, type Html } from '../../../../html';

/** A path for an address: its parts encoded, its slashes kept. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** The way from the top of a ref to a path, each step a link. */
export function pathCrumbs(repo: string, ref: string, path: string): Html {
  const parts = path.split('/');
  return html`<h1 class="sha">
    <a href="/${repo}/tree/${encodePath(ref)}">${ref}</a>${parts.map(
      (part, index) => {
        const to = parts.slice(0, index + 1).join('/');
        return index === parts.length - 1
          ? html` / ${part}`
          : html` /
              <a href="/${repo}/tree/${encodePath(ref)}/${encodePath(to)}"
                >${part}</a
              >`;
      },
    )}
  </h1>`;
}
