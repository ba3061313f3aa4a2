export { startCheckedGitHub } from './github/testing';
