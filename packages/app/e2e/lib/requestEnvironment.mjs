/** Picks an option of a select of the form. */
async function choose(page, label, option) {
  await page.getByLabel(label, { exact: false }).first().click();
  await page.getByRole('option', { name: option }).click();
}

/** Opens the form from the Environments page, and fills in its first step: an environment of the team `claims`. */
export async function beginRequest(page, { name }) {
  await page.getByRole('link', { name: 'New environment' }).click();
  await page.getByLabel('Name').fill('claims-dev');
  await page.getByText('claims-dev is taken').waitFor();
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Owner').fill('claims');
  await page
    .getByRole('option', { name: /claims/i })
    .first()
    .click();
  await page.getByRole('button', { name: 'Next' }).click();
}

/** Asks for a small environment of the team `claims` by the form, from the Environments page on; its price was seen. */
export async function requestEnvironment(page, { name }) {
  await beginRequest(page, { name });
  await choose(page, 'Stage', 'dev');
  await choose(page, 'Account', /dev \(111122223333\)/);
  await choose(page, 'Region', 'us-east-1');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('Monthly budget').fill('200');
  await page
    .getByText(/a month/)
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Create' }).click();
}
