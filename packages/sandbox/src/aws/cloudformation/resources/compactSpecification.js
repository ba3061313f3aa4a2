// Reduces the published resource specification to what the engine asks for, and writes it to the file given. It runs as
// a process of its own: the full database takes 150 MB that should not stay with the sandbox.
const { renameSync, writeFileSync } = require('node:fs');
const { loadAwsServiceSpecSync } = require('@aws-cdk/aws-service-spec');

const scalars = { string: 's', boolean: 'b', integer: 'i', number: 'n' };
const replacements = { no: 0, yes: 1, maybe: 2 };

function typeCode(type) {
  switch (type.type) {
    case 'ref':
      return Number(type.reference.$ref);
    case 'array':
      return ['a', typeCode(type.element)];
    case 'map':
      return ['m', typeCode(type.element)];
    case 'union':
      return 'j';
    case 'tag':
      return 't';
    default:
      return scalars[type.type] ?? 'j';
  }
}

function propertyCodes(properties) {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [
      name,
      [
        property.previousTypes ? 'j' : typeCode(property.type),
        property.required ? 1 : 0,
        replacements[property.causesReplacement ?? 'no'],
      ],
    ]),
  );
}

const database = loadAwsServiceSpecSync();
const resources = Object.fromEntries(
  database.all('resource').map(resource => [
    resource.cloudFormationType,
    {
      reference: resource.cfnRefIdentifier ?? resource.primaryIdentifier ?? [],
      identifier: resource.primaryIdentifier ?? [],
      arn: resource.arnTemplate,
      attributes: Object.fromEntries(
        Object.entries(resource.attributes).map(([name, { type }]) => [
          name,
          typeCode(type),
        ]),
      ),
      tags: resource.tagInformation && [
        resource.tagInformation.tagPropertyName,
        resource.tagInformation.variant,
      ],
      properties: propertyCodes(resource.properties),
    },
  ]),
);
const definitions = Object.fromEntries(
  database
    .all('typeDefinition')
    .map(definition => [
      Number(definition.$id),
      propertyCodes(definition.properties),
    ]),
);
const [, , file] = process.argv;
writeFileSync(
  `${file}.${process.pid}`,
  JSON.stringify({ resources, definitions }),
);
renameSync(`${file}.${process.pid}`, file);
