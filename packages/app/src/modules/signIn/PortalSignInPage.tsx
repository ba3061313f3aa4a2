import { Progress, ProxiedSignInPage } from '@backstage/core-components';
import { configApiRef, useApi } from '@backstage/core-plugin-api';
import type { SignInPageProps } from '@backstage/plugin-app-react';
import { Alert, Button } from '@backstage/ui';
import { useMemo } from 'react';
import { Mark } from '../nav/Logo';
import styles from './PortalSignInPage.module.css';
import { useSignIn } from './useSignIn';
import { waysToSignIn, type WayToSignIn } from './waysToSignIn';

/** What the portal is, and the ways to sign in that the configuration offers. */
export function PortalSignInPage(props: SignInPageProps) {
  const config = useApi(configApiRef);
  const ways = useMemo(() => waysToSignIn(config), [config]);
  const { looking, guest, error, signIn, welcome } = useSignIn(
    ways,
    props.onSignInSuccess,
  );
  const asGuest = ways.find(({ provider }) => provider === undefined);
  const name = config.getOptionalString('organization.name');
  if (looking) {
    return <Progress />;
  }
  const page = (refusal: Error | undefined) => (
    <Welcome
      organization={name}
      ways={ways}
      error={refusal}
      onChoose={signIn}
    />
  );
  return asGuest && guest > 0 ? (
    <ProxiedSignInPage
      key={guest}
      provider="guest"
      onSignInSuccess={identity => welcome(asGuest, identity)}
      ErrorComponent={({ error: refusal }) => page(refusal)}
    />
  ) : (
    page(error)
  );
}

function Welcome(props: {
  organization: string | undefined;
  ways: readonly WayToSignIn[];
  error: Error | undefined;
  onChoose: (way: WayToSignIn) => void;
}) {
  const { organization, ways, error, onChoose } = props;
  return (
    <main className={styles.page}>
      <section className={styles.about}>
        <p className={styles.brand}>
          <Mark /> Plinth
        </p>
        <p className={styles.promise}>Environments on AWS, by pull request.</p>
        <ul>
          <li>
            Ask for an environment with a form, and see what it will cost.
          </li>
          <li>Read the plan; a merge deploys exactly what was approved.</li>
          <li>See health, drift, cost, and the commit behind every change.</li>
        </ul>
      </section>
      <section className={styles.panel} aria-labelledby="sign-in">
        <h1 id="sign-in">Sign in to Plinth</h1>
        {organization && <p>The platform of {organization}</p>}
        {error && (
          <Alert
            role="alert"
            status="danger"
            icon
            title="You could not be signed in"
            description={error.message}
          />
        )}
        <ul className={styles.ways}>
          {ways.map((way, index) => (
            <li key={way.id}>
              <Button
                variant={index === 0 ? 'primary' : 'secondary'}
                className={styles.way}
                onPress={() => onChoose(way)}
              >
                {way.label}
              </Button>
              {way.note && <p>{way.note}</p>}
            </li>
          ))}
        </ul>
      </section>
    </main>
  );
}
