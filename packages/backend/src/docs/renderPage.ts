import MarkdownIt from 'markdown-it';
import type { Place } from './navigation';
import { relativeAddress } from './pageAddress';
import type { Heading } from './renderMarkdown';

const escaped = new MarkdownIt().utils.escapeHtml;

const holds = (place: Place, address: string): boolean =>
  place.address === address ||
  place.places.some(inner => holds(inner, address));

function renderPlaces(places: Place[], at: string): string {
  const items = places.map(place => {
    const current = place.address === at && !place.external;
    const active = holds(place, at);
    const label =
      place.address === undefined
        ? `<span class="md-nav__link">${escaped(place.title)}</span>`
        : `<a class="md-nav__link${current ? ' md-nav__link--active' : ''}"${current ? ' aria-current="page"' : ''} href="${escaped(
            place.external ? place.address : relativeAddress(at, place.address),
          )}">${escaped(place.title)}</a>`;
    const inner =
      place.places.length === 0
        ? label
        : `<details${active ? ' open' : ''}><summary>${escaped(place.title)}</summary>${
            place.address === undefined
              ? renderPlaces(place.places, at)
              : renderPlaces(
                  [
                    { title: 'Overview', address: place.address, places: [] },
                    ...place.places,
                  ],
                  at,
                )
          }</details>`;
    return `<li class="md-nav__item${active ? ' md-nav__item--active' : ''}">${inner}</li>`;
  });
  return `<ul class="md-nav__list">${items.join('')}</ul>`;
}

function renderContents(headings: Heading[]): string {
  const items = headings
    .filter(({ level }) => level === 2 || level === 3)
    .map(
      ({ level, id, title }) =>
        `<li class="md-nav__item docs-level-${level}"><a class="md-nav__link" href="#${escaped(id)}">${escaped(title)}</a></li>`,
    );
  return items.length < 2
    ? ''
    : `<nav class="md-nav md-nav--secondary" aria-label="On this page"><label class="md-nav__title">On this page</label><ul class="md-nav__list">${items.join('')}</ul></nav>`;
}

/** A page in the frame that the reader of TechDocs knows: that of MkDocs' Material theme, by its classes and marks. */
export function renderPage(options: {
  siteName: string;
  title: string;
  address: string;
  html: string;
  headings: Heading[];
  navigation: Place[];
  stylesheet: string;
}): string {
  const { siteName, title, address, html, headings, navigation } = options;
  const sidebar = (kind: string, type: string, inner: string) =>
    `<div class="md-sidebar md-sidebar--${kind}" data-md-component="sidebar" data-md-type="${type}"><div class="md-sidebar__scrollwrap"><div class="md-sidebar__inner">${inner}</div></div></div>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escaped(title)} - ${escaped(siteName)}</title>
<link rel="stylesheet" href="${relativeAddress(address, options.stylesheet)}">
</head>
<body dir="ltr">
<input class="md-toggle" data-md-toggle="drawer" type="checkbox" id="__drawer" autocomplete="off" aria-label="Show the contents">
<label class="md-overlay" for="__drawer"></label>
<header class="md-header"><label class="md-header__button md-icon" for="__drawer"></label></header>
<div class="md-container" data-md-component="container">
<div class="md-main" data-md-component="main">
<div class="md-main__inner md-grid">
${sidebar('primary', 'navigation', `<nav class="md-nav md-nav--primary" aria-label="Documents">${renderPlaces(navigation, address)}</nav>`)}
${sidebar('secondary', 'toc', renderContents(headings))}
<div class="md-content" data-md-component="content">
<article class="md-content__inner md-typeset">
${html}
</article>
</div>
</div>
</div>
</div>
</body>
</html>
`;
}
