export { ApiOracle } from './github/testing';
