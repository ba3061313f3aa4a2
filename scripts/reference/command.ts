import { Command, type Option } from 'commander';
import { page, table } from './table';

/** The command as it declares itself; it reads its arguments when it is loaded, and is looked at instead. */
function loadCommand(): Command {
  const usual = Command.prototype.parseAsync;
  let loaded: Command | undefined;
  Command.prototype.parseAsync = async function look(this: Command) {
    loaded = this;
    return this;
  };
  try {
    require('../../packages/delivery/src/cli');
  } finally {
    Command.prototype.parseAsync = usual;
  }
  if (!loaded) {
    throw new Error('packages/delivery/src/cli.ts parses no arguments');
  }
  return loaded;
}

function optionsOf(options: readonly Option[]): string {
  const rows = options.map(
    ({ flags, description, mandatory, defaultValue }) => [
      `\`${flags}\``,
      mandatory ? 'yes' : '',
      description,
      defaultValue === undefined || defaultValue === false
        ? ''
        : `\`${defaultValue}\``,
    ],
  );
  return rows.length > 0
    ? table(['Option', 'Needed', 'What it does', 'Default'], rows)
    : '';
}

/** The page of the command `plinth`. */
export function describeCommand(): string {
  const program = loadCommand();
  const commands = program.commands.map(command => {
    const words = command.registeredArguments.map(argument =>
      argument.required ? ` <${argument.name()}>` : ` [${argument.name()}]`,
    );
    const description = command.description();
    return [
      `## \`plinth ${command.name()}${words.join('')}\``,
      `${description.charAt(0).toUpperCase()}${description.slice(1)}.`,
      optionsOf(command.options),
    ]
      .filter(Boolean)
      .join('\n\n');
  });
  return page(
    'The command plinth',
    `${program.description()}; workflows call it, and people do. [Delivery](../../packages/delivery/README.md) tells how the commands belong together.`,
    [
      '## Options of every command',
      optionsOf(program.options),
      ...commands,
    ].join('\n\n'),
  );
}
