import { TestApiProvider } from '@backstage/test-utils';
import { renderInTestApp } from '@backstage/test-utils';
import {
  catalogApiRef,
  type CatalogApi,
} from '@backstage/plugin-catalog-react';
import { Form } from '@backstage/plugin-scaffolder-react/alpha';
import type { EnvironmentsApi } from '@plinth/plugin-environments-common';
import type { RJSFSchema, UiSchema } from '@rjsf/utils';
import validator from '@rjsf/validator-ajv8';
import { type ComponentProps, useState } from 'react';
import { environmentsApiRef } from '../api/environmentsApiRef';

type FormData = Record<string, unknown>;

/** Renders a template's form with form fields of this plugin, as the scaffolder does; answers what was entered last. */
export async function renderForm(options: {
  fields: Record<string, unknown>;
  properties: RJSFSchema['properties'];
  uiSchema: UiSchema;
  formData?: FormData;
  api?: EnvironmentsApi;
  catalog?: Partial<CatalogApi>;
}): Promise<{ entered(): FormData }> {
  const { fields, properties, uiSchema, formData = {} } = options;
  let last = formData;
  function Harness() {
    const [data, setData] = useState(formData);
    return (
      <Form
        schema={{ type: 'object', properties }}
        uiSchema={uiSchema}
        fields={fields as ComponentProps<typeof Form>['fields']}
        formData={data}
        formContext={{ formData: data }}
        validator={validator}
        onChange={event => {
          last = event.formData as FormData;
          setData(last);
        }}
      />
    );
  }
  await renderInTestApp(
    <TestApiProvider
      apis={[
        [environmentsApiRef, options.api ?? ({} as EnvironmentsApi)],
        [catalogApiRef, (options.catalog ?? {}) as CatalogApi],
      ]}
    >
      <Harness />
    </TestApiProvider>,
  );
  return { entered: () => last };
}
