import hljs from 'highlight.js/lib/common';
import MarkdownIt, { type Token } from 'markdown-it';
import sanitizeHtml from 'sanitize-html';
import { titleOf, type LinkTargets } from './pageAddress';

/** A heading of a page, as its table of contents names it. */
export interface Heading {
  level: number;
  id: string;
  title: string;
}

/** A document as a page shows it. */
export interface RenderedDocument {
  title: string;
  headings: Heading[];
  /** The addresses of pages of the site that it links, in its order. */
  links: string[];
  html: string;
  /** Its words without marks, for the search. */
  text: string;
}

/** A heading's ID as GitHub writes it, so that one link serves in both places. */
function slugify(title: string): string {
  return title
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

/** What a line of text says, without its marks. */
function wordsOf({ children }: Token): string {
  return (children ?? [])
    .filter(({ type }) => type === 'text' || type === 'code_inline')
    .map(({ content }) => content)
    .join('');
}

function highlight(code: string, language: string): string {
  return hljs.getLanguage(language)
    ? hljs.highlight(code, { language, ignoreIllegals: true }).value
    : '';
}

/** Front matter that MkDocs reads as facts about a page is no part of its text. */
const withoutFrontMatter = (markdown: string) =>
  markdown.replace(/^---\r?\n[^]*?\r?\n---\r?\n/, '');

const CODE_CLASSES = [/^language-[\w-]+$/, /^hljs[\w-]*$/];

/** What a document may show: text in its usual forms and pictures. Nothing that runs, styles the portal or asks for input. */
const ALLOWED: sanitizeHtml.IOptions = {
  allowedTags: [
    ...sanitizeHtml.defaults.allowedTags,
    ...['del', 'details', 'img', 'ins', 'summary'],
  ],
  allowedAttributes: {
    a: ['href', 'title'],
    code: ['class'],
    details: ['open'],
    img: ['src', 'alt', 'title', 'width', 'height'],
    ol: ['start'],
    span: ['class'],
    td: ['align', 'colspan', 'rowspan'],
    th: ['align', 'colspan', 'rowspan', 'scope'],
    ...Object.fromEntries(
      ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map(tag => [tag, ['id']]),
    ),
  },
  allowedClasses: { code: CODE_CLASSES, span: CODE_CLASSES },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
};

/**
 * Renders one document. Text of a repository is data: its HTML is kept only as far as it is harmless, and its links lead to pages and files
 * of the same site, to the web, or nowhere.
 */
export function renderMarkdown(
  markdown: string,
  { page, targets }: { page: string; targets: LinkTargets },
): RenderedDocument {
  const headings: Heading[] = [];
  const links: string[] = [];
  const parser = new MarkdownIt({ html: true, linkify: true, highlight });
  parser.core.ruler.push('headings', ({ tokens }) => {
    const taken = new Map<string, number>();
    tokens.forEach((token, at) => {
      if (token.type === 'heading_open') {
        const title = wordsOf(tokens[at + 1]);
        const slug = slugify(title);
        const times = taken.get(slug) ?? 0;
        taken.set(slug, times + 1);
        const id = times === 0 ? slug : `${slug}-${times}`;
        if (id) {
          token.attrSet('id', id);
        }
        headings.push({ level: Number(token.tag.slice(1)), id, title });
      }
    });
  });
  // README.md is a file here, and no host of Moldova.
  parser.linkify.set({ fuzzyLink: false });
  // The alignment of a column is a style to the parser, and styles are refused.
  const raw = parser
    .render(withoutFrontMatter(markdown))
    .replace(
      /<(t[hd]) style="text-align:(left|center|right)">/g,
      '<$1 align="$2">',
    );
  const html = sanitizeHtml(raw, {
    ...ALLOWED,
    transformTags: {
      a: (tagName, { href, ...attribs }) => {
        const target = href && targets.resolve(href, page);
        const linked = href && targets.pageOf(href, page);
        if (linked !== undefined) {
          links.push(linked);
        }
        return target
          ? { tagName, attribs: { ...attribs, href: target } }
          : { tagName: 'span', attribs: {} };
      },
      img: (tagName, { src, ...attribs }) => {
        const target = src && targets.resolve(src, page);
        return target
          ? { tagName, attribs: { ...attribs, src: target } }
          : { tagName: 'span', attribs: {}, text: attribs.alt ?? '' };
      },
      th: (tagName, attribs) => ({
        tagName,
        attribs: { scope: 'col', ...attribs },
      }),
    },
  });
  const first = headings.find(({ level }) => level === 1);
  return {
    title: first?.title ?? titleOf(page),
    headings,
    links,
    html,
    text: sanitizeHtml(html.replace(/<\/(p|li|td|th|h\d|pre)>/g, ' $&'), {
      allowedTags: [],
      textFilter: plain,
    })
      .replace(/\s+/g, ' ')
      .trim(),
  };
}

/** Search shows text, where a character stands for itself. */
function plain(escaped: string): string {
  return escaped
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&');
}
