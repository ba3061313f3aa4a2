import { Content, Header, Link, Page } from '@backstage/core-components';

/** Says that there is nothing at this address, and where to go from here. */
export function NotFoundPage() {
  return (
    <Page themeId="tool">
      <Header title="There is nothing here" />
      <Content>
        <p>
          The address may be mistyped, what was here may have been removed, or
          you may not see it.
        </p>
        <p>
          Go to the <Link to="/environments">environments</Link>, to the{' '}
          <Link to="/catalog">catalog</Link>, or{' '}
          <Link to="/search">search</Link>.
        </p>
      </Content>
    </Page>
  );
}
