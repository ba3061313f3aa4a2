import { evaluate, Scope } from './evaluate';
import { calledFunctions, parseExpression } from './parseExpression';
import { isTruthy, toText, Value } from './value';

/** A scalar of a workflow file, in which `${{ }}` may stand. */
export type Template = string | number | boolean | null;

const STATUS_FUNCTIONS = ['success', 'failure', 'always', 'cancelled'];

type Piece = { text: string } | { expression: string };

function pieces(template: string): Piece[] {
  const found: Piece[] = [];
  // Quotes are skipped whole, so that a "}}" inside a string does not end the expression.
  const pattern = /\$\{\{((?:[^'}]|'[^']*'|\}(?!\}))*)\}\}/g;
  let from = 0;
  for (const match of template.matchAll(pattern)) {
    found.push({ text: template.slice(from, match.index) });
    found.push({ expression: match[1].trim() });
    from = match.index + match[0].length;
  }
  const rest = template.slice(from);
  if (rest.includes('${{')) {
    throw new Error(`"\${{" without its "}}" in: ${template}`);
  }
  found.push({ text: rest });
  return found.filter(piece => 'expression' in piece || piece.text !== '');
}

/** The expressions in a template, without `${{ }}`. */
export function expressionsIn(template: Template): string[] {
  return pieces(String(template)).flatMap(piece =>
    'expression' in piece ? [piece.expression] : [],
  );
}

/** The value of a template: that of its expression if it is nothing else, otherwise text. */
export function resolve(template: Template, scope: Scope): Value {
  if (typeof template !== 'string') {
    return template;
  }
  const parts = pieces(template);
  const [first] = parts;
  if (parts.length === 1 && 'expression' in first) {
    return evaluate(first.expression, scope);
  }
  return parts
    .map(part =>
      'text' in part ? part.text : toText(evaluate(part.expression, scope)),
    )
    .join('');
}

/** The text of a template. */
export function resolveText(template: Template, scope: Scope): string {
  return toText(resolve(template, scope));
}

/**
 * Takes the expression out of an `if`, where `${{ }}` may be left out. Throws for text mixed with `${{ }}`: GitHub
 * reads that as a string, which is always true, and never what its author meant.
 */
export function conditionOf(template: Template): string {
  const source = String(template).trim();
  const parts = pieces(source);
  const [first] = parts;
  if (parts.length === 1 && 'expression' in first) {
    return first.expression;
  }
  if (parts.some(part => 'expression' in part)) {
    throw new Error(
      `if: "${source}" mixes text and \${{ }}, which is always true; write one expression`,
    );
  }
  return source;
}

/** Whether an `if` holds. Without a status function of its own it also asks for `success()`. */
export function holds(template: Template | undefined, scope: Scope): boolean {
  const condition = template === undefined ? '' : conditionOf(template);
  if (condition === '') {
    return isTruthy(evaluate('success()', scope));
  }
  const parsed = parseExpression(condition);
  const called = calledFunctions(parsed);
  if (
    !STATUS_FUNCTIONS.some(name => called.has(name)) &&
    !isTruthy(evaluate('success()', scope))
  ) {
    return false;
  }
  return isTruthy(evaluate(parsed, scope));
}
