import { Marked } from 'marked';
import { escapeHtml, Html } from '../../html';

/** What reports fold and mark with; without attributes it is harmless. */
const PLAIN_TAGS = /&lt;(\/?(?:details|summary|b|i|br|code|kbd|sub|sup))&gt;/g;

/**
 * Markdown as people write it in pull requests. Their HTML is shown as text, save comments, which are left out as on
 * GitHub; links go to the web only, and images become links, so that a page never loads what someone else wrote down.
 */
const marked = new Marked({
  gfm: true,
  renderer: {
    html({ text }) {
      return escapeHtml(text.replace(/<!--[\s\S]*?(-->|$)/g, '')).replace(
        PLAIN_TAGS,
        '<$1>',
      );
    },
    link({ href, tokens }) {
      const text = this.parser.parseInline(tokens);
      return isWebAddress(href)
        ? `<a href="${escapeHtml(href)}" rel="nofollow noopener">${text}</a>`
        : text;
    },
    image({ href, text }) {
      const label = escapeHtml(text || href);
      return isWebAddress(href)
        ? `<a href="${escapeHtml(href)}" rel="nofollow noopener">${label}</a>`
        : label;
    },
  },
});

/** Renders Markdown to safe HTML. */
export function markdown(text: string): Html {
  return new Html(marked.parse(text, { async: false }));
}

function isWebAddress(address: string): boolean {
  return /^https?:\/\//i.test(address) || /^[#/](?!\/)/.test(address);
}
