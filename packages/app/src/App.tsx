import { createApp } from '@backstage/frontend-defaults';
import { homeModule } from './modules/home';
import { navModule } from './modules/nav';
import { signInModule } from './modules/signIn';
import { themeModule } from './modules/theme';

/**
 * The portal's front end. Plugins come from this package's dependencies (`app.packages: all`); here stand only
 * the things that belong to the portal as a whole: navigation, sign-in, themes and the front page.
 */
export default createApp({
  features: [homeModule, navModule, signInModule, themeModule],
});
