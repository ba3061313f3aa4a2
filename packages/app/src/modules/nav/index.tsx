import {
  Sidebar,
  SidebarDivider,
  SidebarGroup,
  SidebarItem,
  SidebarScrollWrapper,
  SidebarSpace,
} from '@backstage/core-components';
import { createFrontendModule } from '@backstage/frontend-plugin-api';
import {
  NavContentBlueprint,
  type NavContentNavItem,
} from '@backstage/plugin-app-react';
import { NotificationsSidebarItem } from '@backstage/plugin-notifications';
import { SidebarSearchModal } from '@backstage/plugin-search';
import { UserSettingsSignInAvatar } from '@backstage/plugin-user-settings';
import {
  RiAddCircleLine,
  RiMenuLine,
  RiNotification3Line,
  RiSearchLine,
  RiSettings3Line,
  RiStackLine,
} from '@remixicon/react';
import { useLocation } from 'react-router-dom';
import { SidebarLogo } from './SidebarLogo';

/** Pictures of one hand for what comes from many. */
const ICONS: Record<string, JSX.Element> = {
  'page:scaffolder': <RiAddCircleLine size={20} />,
  'page:catalog': <RiStackLine size={20} />,
  'page:user-settings': <RiSettings3Line size={20} />,
};

/** An item that is the place where one is, unless one of those below it is. */
function NavItem(props: NavContentNavItem & { hrefs: readonly string[] }) {
  const { node, href, title, icon, hrefs } = props;
  const { pathname } = useLocation();
  const isBelow = hrefs.some(
    other => other.startsWith(`${href}/`) && pathname.startsWith(other),
  );
  return (
    <SidebarItem
      icon={() => ICONS[node.spec.id] ?? icon}
      to={href}
      text={title}
      end={isBelow}
    />
  );
}

const navContent = NavContentBlueprint.make({
  params: {
    component: ({ navItems }) => {
      const hrefs = navItems.rest().map(({ href }) => href);
      const nav = navItems.withComponent(item => (
        <NavItem {...item} hrefs={hrefs} />
      ));
      nav.take('page:search'); // the search dialog below takes its place
      nav.take('page:catalog-graph'); // reached from an entity's page
      nav.take('page:notifications'); // the item below counts what is unread
      nav.take('page:environments/requests'); // each is reached from where it is told of
      return (
        <Sidebar>
          <SidebarLogo />
          <SidebarGroup label="Search" icon={<RiSearchLine />} to="/search">
            <SidebarSearchModal />
          </SidebarGroup>
          <SidebarDivider />
          <SidebarGroup label="Menu" icon={<RiMenuLine />}>
            {nav.take('page:environments/home')}
            {nav.take('page:environments')}
            {nav.take('page:scaffolder')}
            {nav.take('page:catalog')}
            <SidebarDivider />
            <SidebarScrollWrapper>
              {nav.rest({ sortBy: 'title' })}
            </SidebarScrollWrapper>
          </SidebarGroup>
          <SidebarSpace />
          <SidebarDivider />
          <NotificationsSidebarItem
            titleCounterEnabled={false}
            icon={() => <RiNotification3Line size={20} />}
          />
          <SidebarGroup
            label="Settings"
            icon={<UserSettingsSignInAvatar />}
            to="/settings"
          >
            {nav.take('page:user-settings')}
          </SidebarGroup>
        </Sidebar>
      );
    },
  },
});

/** The sidebar. */
export const navModule = createFrontendModule({
  pluginId: 'app',
  extensions: [navContent],
});
