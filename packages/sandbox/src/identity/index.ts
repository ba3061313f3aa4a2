export { IdentityProvider } from './IdentityProvider';
