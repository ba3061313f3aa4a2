import ts from 'typescript';
import { page, table } from './table';

interface Setting {
  path: string;
  type: string;
  required: boolean;
  secret: boolean;
  about: string;
}

/** What a declaration says of itself: its sentences, and whether it is kept from people. */
function docOf(node: ts.PropertySignature) {
  const docs = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const about = docs
    .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '')
    .join(' ');
  const visibility = docs
    .flatMap(({ tags }) => [...(tags ?? [])])
    .find(({ tagName }) => /[vV]isibility$/.test(tagName.text));
  const secret =
    ts.getTextOfJSDocComment(visibility?.comment) === 'secret' ||
    /@(deepV|v)isibility secret/.test(node.getFullText());
  return { about, secret };
}

/** The settings of a type, each by its path. */
function settingsOf(
  type: ts.TypeNode | undefined,
  prefix: string,
): Setting[] | undefined {
  if (!type) {
    return undefined;
  }
  if (
    ts.isTypeReferenceNode(type) &&
    /^(Array|ReadonlyArray)$/.test(type.typeName.getText())
  ) {
    return settingsOf(type.typeArguments?.[0], `${prefix}[]`);
  }
  if (ts.isArrayTypeNode(type)) {
    return settingsOf(type.elementType, `${prefix}[]`);
  }
  if (!ts.isTypeLiteralNode(type)) {
    return undefined;
  }
  return type.members
    .filter(ts.isPropertySignature)
    .flatMap(member => propertyOf(member, prefix));
}

function propertyOf(member: ts.PropertySignature, prefix: string): Setting[] {
  const name = `${prefix ? `${prefix}.` : ''}${member.name.getText().replace(/^'|'$/g, '')}`;
  const inner = settingsOf(member.type, name);
  const { about, secret } = docOf(member);
  const own: Setting = {
    path: name,
    type: inner ? '' : (member.type?.getText() ?? ''),
    required: !member.questionToken,
    secret,
    about,
  };
  return inner && !about ? inner : [own, ...(inner ?? [])];
}

/** The page of the configuration: every setting that the declarations of our packages name. */
export function describeConfiguration(sources: string[]): string {
  const settings = sources.flatMap(source => {
    const file = ts.createSourceFile(
      'config.d.ts',
      source,
      ts.ScriptTarget.Latest,
      true,
    );
    return file.statements
      .filter(ts.isInterfaceDeclaration)
      .filter(({ name }) => name.text === 'Config')
      .flatMap(({ members }) =>
        members
          .filter(ts.isPropertySignature)
          .flatMap(member => propertyOf(member, '')),
      );
  });
  const rows = settings.map(({ path, type, required, secret, about }) => [
    `\`${path}\``,
    type ? `\`${type}\`` : '',
    required ? 'yes' : '',
    `${about}${secret ? ' A secret.' : ''}`,
  ]);
  return page(
    'Configuration',
    'What Plinth adds to the configuration of Backstage. `[]` is each entry of a list; what is needed is needed where the setting above it is there.',
    table(['Setting', 'Type', 'Needed', 'What it says'], rows),
  );
}
