export { Archive } from './Archive';
