// Tests of the runner and of other packages, and a process that one of them starts, reach these; no product code imports this file.
// eslint-disable-next-line no-restricted-imports
export * from './__testUtils__/startTestGitHub';
// eslint-disable-next-line no-restricted-imports
export * from './__testUtils__/startCheckedGitHub';
