import { UserIdentity } from '@backstage/core-components';
import { useApiHolder, type IdentityApi } from '@backstage/core-plugin-api';
import type { SignInPageProps } from '@backstage/plugin-app-react';
import { useCallback, useEffect, useState } from 'react';
import type { WayToSignIn } from './waysToSignIn';

/** How the reader signed in last, which a reload goes on with. */
const LAST = 'plinth:signIn';

/** What a provider sent the browser back with. */
function refusalInAddress(): Error | undefined {
  const text = new URLSearchParams(window.location.search).get('error');
  return text ? new Error(text) : undefined;
}

/** Signs in: by itself where the session of last time still holds, else when asked. */
export function useSignIn(
  ways: readonly WayToSignIn[],
  onSignInSuccess: SignInPageProps['onSignInSuccess'],
) {
  const apis = useApiHolder();
  const [last] = useState(() =>
    ways.find(({ id }) => id === localStorage.getItem(LAST)),
  );
  const [looking, setLooking] = useState(last?.provider !== undefined);
  /** How often the guest was let in, or refused; 0 while nobody asks for it. */
  const [guest, setGuest] = useState(last && !last.provider ? 1 : 0);
  const [error, setError] = useState(refusalInAddress);

  const welcome = useCallback(
    (way: WayToSignIn, identity: IdentityApi) => {
      localStorage.setItem(LAST, way.id);
      const signOut = identity.signOut.bind(identity);
      onSignInSuccess(
        Object.assign(identity, {
          signOut: async () => {
            localStorage.removeItem(LAST);
            await signOut();
          },
        }),
      );
    },
    [onSignInSuccess],
  );

  const enter = useCallback(
    async (
      way: WayToSignIn,
      options: { instantPopup: true } | { optional: true },
    ) => {
      const authApi = way.provider && apis.get(way.provider);
      const answer = await authApi?.getBackstageIdentity(options);
      if (authApi && answer) {
        const { identity } = answer;
        const profile = await authApi.getProfile();
        welcome(way, UserIdentity.create({ identity, profile, authApi }));
      }
    },
    [apis, welcome],
  );

  useEffect(() => {
    if (last?.provider) {
      enter(last, { optional: true })
        .catch(() => {}) // whose session cannot be told is asked again
        .finally(() => setLooking(false));
    }
  }, [last, enter]);

  const signIn = async (way: WayToSignIn) => {
    setError(undefined);
    if (way.provider) {
      await enter(way, { instantPopup: true }).catch(setError);
    } else {
      setGuest(times => times + 1);
    }
  };
  return { looking, guest, error, signIn, welcome };
}
