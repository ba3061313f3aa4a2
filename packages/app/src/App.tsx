import { createApp } from '@backstage/frontend-defaults';
import { layoutModule } from './modules/layout';
import { navModule } from './modules/nav';
import { notFoundModule } from './modules/notFound';
import { scaffolderModule } from './modules/scaffolder';
import { searchModule } from './modules/search';
import { signInModule } from './modules/signIn';
import { skipLinkModule } from './modules/skipLink';
import { stepFocusModule } from './modules/stepFocus';
import { storageModule } from './modules/storage';
import { themeModule } from './modules/theme';
import { titleModule } from './modules/title';
import { wordsModule } from './modules/words';

/**
 * The portal's front end. Plugins come from this package's dependencies (`app.packages: all`); here stand only
 * the things that belong to the portal as a whole: navigation, headers, sign-in, themes, titles, words, the ways of the keyboard,
 * what people keep, what the search finds, and who is offered forms.
 */
export default createApp({
  features: [
    layoutModule,
    navModule,
    notFoundModule,
    scaffolderModule,
    searchModule,
    signInModule,
    skipLinkModule,
    stepFocusModule,
    storageModule,
    themeModule,
    titleModule,
    wordsModule,
  ],
});
