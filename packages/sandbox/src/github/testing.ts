// The runner's tests, and a process that one of them starts, reach this GitHub too; no product code imports this file.
// eslint-disable-next-line no-restricted-imports
export * from './__testUtils__/startTestGitHub';
