import { configApiRef, useApi } from '@backstage/core-plugin-api';
import { useEffect } from 'react';

/**
 * Keeps the title of the document at what the page's first heading says. Pages of different makers set titles in different
 * ways or not at all, so that after navigation the title of the page before would stay.
 */
export function DocumentTitle() {
  const name = useApi(configApiRef).getOptionalString('app.title') ?? 'Plinth';
  useEffect(() => {
    const update = () => {
      const heading = document
        .querySelector('h1, main h2')
        ?.textContent?.trim();
      const title = heading && heading !== name ? `${heading} | ${name}` : name;
      if (document.title !== title) {
        document.title = title;
      }
    };
    const observer = new MutationObserver(update);
    observer.observe(document.documentElement, {
      childList: true,
      characterData: true,
      subtree: true,
    });
    update();
    return () => observer.disconnect();
  }, [name]);
  return null;
}
