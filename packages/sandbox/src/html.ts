/** Text that is HTML already, and goes into a page as it is. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** What may stand in a template: everything but Html is escaped; false, null and undefined leave nothing. */
export type Part =
  Html | string | number | false | null | undefined | readonly Part[];

/** Escapes text for element content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(
    /[&<>"']/g,
    character =>
      ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[
        character
      ] ?? character,
  );
}

/** HTML from a template; what is put in is escaped unless it is Html. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(
    strings.reduce(
      (text, piece, index) => text + render(parts[index - 1]) + piece,
    ),
  );
}

function render(part: Part): string {
  if (part === false || part === null || part === undefined) {
    return '';
  }
  if (part instanceof Html) {
    return part.text;
  }
  return typeof part === 'string' || typeof part === 'number'
    ? escapeHtml(String(part))
    : part.map(render).join('');
}
